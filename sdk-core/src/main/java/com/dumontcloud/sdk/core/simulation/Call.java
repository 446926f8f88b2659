package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call that was made to a {@link SimulatedCloud}. Immutable.
 *
 * @param operation which
 * @param machine of which machine, or which was rented; absent where there is none
 * @param at when, by the cloud's wall clock
 * @param receipt what a change was answered with; absent for reads and where the call threw
 * @param failure what the call threw; absent where it answered
 * @param fault the fault it met; absent where it met none
 */
public record Call(
        Operation operation,
        @Nullable MachineId machine,
        Instant at,
        @Nullable Outcome receipt,
        @Nullable Kind failure,
        @Nullable Fault fault) {}
