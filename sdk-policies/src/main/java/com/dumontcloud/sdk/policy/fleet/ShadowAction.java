package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Cause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that would have been done to a machine, had the engine not been in shadow. Immutable.
 *
 * @param machine which machine
 * @param at when it would have been parked
 * @param cause on what grounds
 * @param avoided what an hour would have cost less: the running rate less the parked one, as they were then
 * @param inUseAgain when it was next seen in use; absent while it was not, and where its owner turned it off before that
 * @param over until when it would have stayed parked: in use again, turned off by its owner, or the shadow over; absent while it
 *     would be parked still
 */
public record ShadowAction(
        MachineId machine,
        Instant at,
        Cause cause,
        HourlyRate avoided,
        @Nullable Instant inUseAgain,
        @Nullable Instant over) {

    /** Checks that nothing is missing. */
    public ShadowAction {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(avoided, "avoided");
    }

    /** Returns what it would have saved by then, by the calendar; a clock that was set back saves nothing. */
    public BigDecimal savedUsd(Instant now) {
        Duration parked = Duration.between(at, over == null ? now : over);
        return avoided.costOf(parked.isNegative() ? Duration.ZERO : parked);
    }

    /** Returns whether somebody would have been interrupted: whether it was in use again at most so long after. */
    public boolean isInterruption(Duration within) {
        return inUseAgain != null && Duration.between(at, inUseAgain).compareTo(within) <= 0;
    }

    ShadowAction inUse(Instant now) {
        return new ShadowAction(machine, at, cause, avoided, now, now);
    }

    ShadowAction over(Instant now) {
        return new ShadowAction(machine, at, cause, avoided, inUseAgain, now);
    }
}
