package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change of what a simulated provider shows of a machine. Immutable.
 *
 * @param machine whose
 * @param from the state before; absent where the rental begins, equal to {@code to} where only the reason changed
 * @param to the state from now on; {@link MachineState#DELETED} where the rental ends
 * @param reason the provider's words on the new state; absent where it says none
 * @param boot how often the machine has booted in this rental, 0 before it first runs
 * @param at when the change took place, by the cloud's wall clock
 */
public record StateChange(
        MachineId machine,
        @Nullable MachineState from,
        MachineState to,
        @Nullable String reason,
        int boot,
        Instant at) {

    /** Creates the change. */
    public StateChange {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(at, "at");
    }
}
