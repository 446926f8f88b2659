package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.SshAddress;
import java.util.function.BooleanSupplier;

/**
 * What a person who asked for a terminal may have: a shell on one machine, for as long as they are {@linkplain #isAdmitted admitted}.
 * A server that {@linkplain MachinesEndpoint.Builder#terminals carries terminals} finds it with a reply of status 101, and then
 * speaks WebSocket. Immutable, thread-safe.
 */
public final class TerminalGrant {

    private final MachineId machine;
    private final SshAddress address;
    private final String caller;
    private final BooleanSupplier admitted;

    TerminalGrant(MachineId machine, SshAddress address, String caller, BooleanSupplier admitted) {
        this.machine = machine;
        this.address = address;
        this.caller = caller;
        this.admitted = admitted;
    }

    /** Returns the machine. */
    public MachineId machine() {
        return machine;
    }

    /** Returns where its own provider says to log in; nothing that a person or an agent sent is in it. */
    public SshAddress address() {
        return address;
    }

    /** Returns who asked, in a word that tells callers apart and gives no token away. */
    public String caller() {
        return caller;
    }

    /** Returns whether the person may still go on: a session ends when they sign out, and after its time. Does not block. */
    public boolean isAdmitted() {
        return admitted.getAsBoolean();
    }

    @Override
    public String toString() {
        return "terminal of " + caller + " on " + machine;
    }
}
