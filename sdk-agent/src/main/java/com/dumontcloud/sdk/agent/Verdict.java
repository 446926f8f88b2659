package com.dumontcloud.sdk.agent;

/** What one signal says of the machine's use. */
enum Verdict {
    /** It is used. */
    ACTIVE,
    /** This signal shows no use. */
    IDLE,
    /** The signal could not be read, which is no sign of idleness. */
    UNKNOWN;

    /** Returns {@link #ACTIVE} or {@link #IDLE}. */
    static Verdict activeIf(boolean active) {
        return active ? ACTIVE : IDLE;
    }
}
