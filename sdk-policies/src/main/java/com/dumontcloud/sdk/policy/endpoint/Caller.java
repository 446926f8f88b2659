package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.MachineId;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, by the token that came along. Immutable.
 *
 * @param name tells callers apart without giving their token away; empty for somebody without one
 * @param machine the machine an instance token is bound to; absent for a person
 */
record Caller(String name, @Nullable MachineId machine) {

    /** Whoever asks a route that wants no token. */
    static final Caller ANYBODY = new Caller("", null);

    /** Whether this caller may speak for that machine. */
    boolean mayReportFor(MachineId id) {
        return machine == null || machine.equals(id);
    }
}
