package com.dumontcloud.sdk.core.model;

import java.util.Locale;

/**
 * What a provider says about a machine's power; nothing about whether it is used or still reporting.
 *
 * <p>Texts are the lower-case names. A text nobody knows reads {@link #UNKNOWN}: a new word at a provider must not stop a
 * program.
 */
public enum MachineState {
    /** Allocated and booting. */
    STARTING,
    /** On and billed at the running rate. */
    RUNNING,
    /** On its way down; still billed at the running rate. */
    STOPPING,
    /** Off; the disk is kept and, at most providers, billed. */
    STOPPED,
    /** Parked by the engine, entering or leaving that state; the disk is kept. */
    HIBERNATING,
    /** Broken or interrupted; needs a restart, a replacement or a person. */
    FAILED,
    /** Not known: never read, read too long ago, or a word this version does not know. */
    UNKNOWN,
    /** Gone from the provider for good. */
    DELETED;

    /** Returns the state with this text in any case, or {@link #UNKNOWN}. */
    public static MachineState from(String text) {
        for (MachineState state : values()) {
            if (state.name().equalsIgnoreCase(text)) {
                return state;
            }
        }
        return UNKNOWN;
    }

    /** Returns the word used on the wire, for example {@code running}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
