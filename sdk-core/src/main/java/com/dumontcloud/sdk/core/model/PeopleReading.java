package com.dumontcloud.sdk.core.model;

import org.jspecify.annotations.Nullable;

/**
 * Traces of people at the machine. Immutable; every part may be absent, which means not known.
 *
 * @param sshSessions open terminals, 0 or more
 * @param lastInputSeconds seconds since somebody typed into any of them, measured on the machine
 * @param jupyterBusy whether a notebook kernel is executing
 */
public record PeopleReading(
        @Nullable Integer sshSessions,
        @Nullable Double lastInputSeconds,
        @Nullable Boolean jupyterBusy) {

    /** Nothing known. */
    public static final PeopleReading UNKNOWN = new PeopleReading(null, null, null);

    /** Returns whether nothing is known. */
    public boolean isUnknown() {
        return sshSessions == null && lastInputSeconds == null && jupyterBusy == null;
    }
}
