package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Reason;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of a machine's power, from the intent until it is seen to have happened. A machine has at most one open. Immutable.
 *
 * @param id unique within the machine; grows
 * @param kind what it does
 * @param cause on whose or what grounds
 * @param reason why
 * @param phase how far it is
 * @param sinceNanos observed time at which that phase began
 * @param attempts how often the provider, or the agent in its place, was asked
 * @param told who was told to save, or to park the machine itself, and when for the first time; absent before
 * @param commandTaken whether the agent said that it has begun, after which it is not told again
 * @param outcomeUnknown whether the provider's answer to the last attempt was lost
 */
public record Operation(
        String id,
        Kind kind,
        Cause cause,
        Reason reason,
        Phase phase,
        long sinceNanos,
        int attempts,
        @Nullable Told told,
        boolean commandTaken,
        boolean outcomeUnknown) {

    /** Checks that nothing is missing. */
    public Operation {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(phase, "phase");
    }

    static Operation intended(String id, Kind kind, Cause cause, Reason reason, long now) {
        return new Operation(id, kind, cause, reason, Phase.INTENDED, now, 0, null, false, false);
    }

    Operation in(Phase next, long now) {
        int asked = next == Phase.EXECUTING ? attempts + 1 : attempts;
        return new Operation(id, kind, cause, reason, next, now, asked, told, commandTaken, false);
    }

    Operation toldTo(String reporterId, long now) {
        Told first = new Told(reporterId, now);
        return new Operation(id, kind, cause, reason, phase, sinceNanos, attempts, first, commandTaken, outcomeUnknown);
    }

    Operation taken() {
        return new Operation(id, kind, cause, reason, phase, sinceNanos, attempts, told, true, outcomeUnknown);
    }

    Operation withLostAnswer(long now) {
        return new Operation(id, kind, cause, reason, Phase.CONFIRMING, now, attempts, told, commandTaken, true);
    }

    /** Returns whether it can still be taken back, because nobody was asked to change anything. */
    public boolean isRevocable() {
        return phase.compareTo(Phase.EXECUTING) < 0;
    }

    /**
     * That a reporter was told of an operation. From then on it alone is: what it may have begun, no other must begin again.
     *
     * @param reporterId which
     * @param atNanos observed time of the heartbeat whose reply told it first
     */
    public record Told(String reporterId, long atNanos) {}

    /** What an operation does. */
    public enum Kind {
        /** Parks the machine: stops it and keeps its disk, to be woken again. */
        HIBERNATE(MachineState.STOPPED),
        /** Stops the machine because its owner wants it stopped. */
        STOP(MachineState.STOPPED),
        /** Starts a parked or stopped machine. */
        WAKE(MachineState.RUNNING);

        private final MachineState target;

        Kind(MachineState target) {
            this.target = target;
        }

        /** Returns what a provider shows once it is done. */
        public MachineState target() {
            return target;
        }

        /** Returns whether it turns the machine off. */
        public boolean isParking() {
            return this != WAKE;
        }
    }

    /** How far an open operation is; in the order in which it passes through them, though it may skip some. */
    public enum Phase {
        /** Decided and written down; nothing happened. */
        INTENDED,
        /** The agent saves what matters. */
        QUIESCING,
        /** The provider, or the agent in its place, is asked. */
        EXECUTING,
        /** Asked; the provider is read until it shows the target. */
        CONFIRMING,
        /** Asked, never seen to have happened: a person has to look. */
        NEEDS_HUMAN;

        /** Returns the word used on the wire. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How an operation ended. */
    public enum Outcome {
        /** The target was seen. */
        DONE,
        /** Taken back, or not possible. */
        ABORTED
    }
}
