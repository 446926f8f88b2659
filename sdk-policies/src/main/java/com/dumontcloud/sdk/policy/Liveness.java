package com.dumontcloud.sdk.policy;

/** Whether anything on a machine still reports; nothing about whether the machine is used. */
public enum Liveness {
    /** No reporter was ever heard. */
    NEVER_SEEN,
    /** A reporter was heard within the time allowed. */
    HEALTHY,
    /** A heartbeat is overdue. */
    LATE,
    /** Silent long enough to tell somebody and to ask the provider. */
    SUSPECT,
    /** Silent long enough to count as forgotten or dead. */
    ORPHANED;

    /** Returns whether the machine counts as silent. */
    public boolean isSilent() {
        return this == SUSPECT || this == ORPHANED;
    }

    /** Returns whether its reporters are heard from, if not quite in time. */
    public boolean isReporting() {
        return this == HEALTHY || this == LATE;
    }
}
