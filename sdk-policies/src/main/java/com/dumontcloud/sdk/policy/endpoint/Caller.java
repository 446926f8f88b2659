package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.endpoint.Sessions.Session;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, by the token that came along. Immutable.
 *
 * @param name tells callers apart without giving their token away; empty for somebody without one
 * @param machine the machine an instance token is bound to; absent for a person
 * @param session the session of a person who asks by a cookie; absent for a token
 */
record Caller(
        String name, @Nullable MachineId machine, @Nullable Session session) {

    /** Whoever asks a route that wants no token. */
    static final Caller ANYBODY = new Caller("", null, null);

    /** Returns whoever showed this token. */
    static Caller byToken(String name, @Nullable MachineId machine) {
        return new Caller(name, machine, null);
    }

    /** Returns the person whose session this is. */
    static Caller in(Session session) {
        return new Caller(session.callerName(), null, session);
    }

    /** Whether this caller may speak for that machine. */
    boolean mayReportFor(MachineId id) {
        return machine == null || machine.equals(id);
    }
}
