package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
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
 * @param deadlineNanos observed time at which saving is over, whoever has not answered; means nothing in other phases
 * @param attempts how often the provider, or the agent in its place, was asked
 * @param told who was told in this phase to save, or to park the machine itself; each reporter once, in the order of telling
 * @param outcomeUnknown whether the provider's answer to the last attempt was lost
 * @param insists whether the provider is asked at least once, whatever it shows: it was asked for something else before, which may
 *     still come about
 * @param releases whether it gives the machine back for good, its disk included
 * @param dataLoss whether its owner accepts that data are lost by it
 * @param snapshot how far it is with the snapshot it waits for; absent unless it waits, or waited, for one
 * @param proof that what is on the machine can be restored; absent before that was seen, and where it is not needed
 */
public record Operation(
        String id,
        Kind kind,
        Cause cause,
        Reason reason,
        Phase phase,
        long sinceNanos,
        long deadlineNanos,
        int attempts,
        List<Told> told,
        boolean outcomeUnknown,
        boolean insists,
        boolean releases,
        DataLoss dataLoss,
        @Nullable SnapshotWork snapshot,
        @Nullable SnapshotProof proof) {

    /** Checks that nothing is missing, and copies the list. */
    public Operation {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(dataLoss, "dataLoss");
        told = List.copyOf(told);
    }

    static Operation intended(String id, Kind kind, Cause cause, Reason reason, DataLoss dataLoss, long now) {
        boolean insists = kind == Kind.REBOOT;
        boolean releases = kind == Kind.DESTROY;
        return new Operation(
                id,
                kind,
                cause,
                reason,
                Phase.INTENDED,
                now,
                now,
                0,
                List.of(),
                false,
                insists,
                releases,
                dataLoss,
                null,
                null);
    }

    Operation in(Phase next, long now) {
        Change change = new Change(this).into(next, now, now);
        change.attempts += next == Phase.EXECUTING ? 1 : 0;
        return change.made();
    }

    Operation saving(long now, long deadline) {
        return new Change(this).into(Phase.QUIESCING, now, deadline).made();
    }

    Operation withLostAnswer(long now) {
        Change change = new Change(this).into(Phase.CONFIRMING, now, now);
        change.outcomeUnknown = true;
        return change.made();
    }

    /** Whatever was proved before is not any more. */
    Operation securing(SnapshotWork work, long now) {
        Change change = new Change(this).into(Phase.SNAPSHOTTING, now, now);
        change.snapshot = work;
        change.proof = null;
        return change.made();
    }

    Operation verified(SnapshotProof shown, long now, long deadline) {
        Change change = new Change(this).into(Phase.VERIFIED, now, deadline);
        change.proof = shown;
        return change.made();
    }

    /** Takes the place of one that the provider was asked for. */
    Operation insisting() {
        Change change = new Change(this);
        change.insists = true;
        return change.made();
    }

    /** Its provider keeps no disk, so that nothing is left of the machine to be woken. */
    Operation releasing() {
        Change change = new Change(this);
        change.releases = true;
        return change.made();
    }

    /** Waits for the claim anew; how long the phase itself may last does not change. */
    Operation claimedAgain(long now) {
        Change change = new Change(this);
        change.sinceNanos = now;
        return change.made();
    }

    Operation telling(Told next) {
        return withTold(Stream.concat(told.stream(), Stream.of(next)).toList());
    }

    Operation answered(Told by, CommandResult.Outcome answer) {
        return withTold(told.stream()
                .map(one -> one.equals(by) ? one.answering(answer) : one)
                .toList());
    }

    private Operation withTold(List<Told> all) {
        Change change = new Change(this);
        change.told = all;
        return change.made();
    }

    /** Returns what this reporter was told in this phase; null where it was told nothing. */
    @Nullable
    Told toldTo(String reporterId) {
        for (Told one : told) {
            if (one.reporterId().equals(reporterId)) {
                return one;
            }
        }
        return null;
    }

    /** Returns what a provider shows once it is done. */
    public MachineState target() {
        return releases ? MachineState.DELETED : kind.target();
    }

    /** Returns whether a claim is to come before it goes on: a fresh read of the provider, and every guard again. */
    boolean awaitsClaim() {
        return phase == Phase.INTENDED || phase == Phase.VERIFIED || isWithoutSnapshot();
    }

    /** Returns whether it goes on without the snapshot that it was to have. */
    boolean isWithoutSnapshot() {
        return phase == Phase.SNAPSHOTTING && snapshot != null && snapshot.step() == SnapshotWork.Step.GIVEN_UP;
    }

    /** Returns whether it can still be taken back, because nobody was asked to change anything. */
    public boolean isRevocable() {
        return phase.compareTo(Phase.EXECUTING) < 0;
    }

    /**
     * Returns whether it gives way to this command of the owner: until anybody is asked to any, and to a person's word once it waits for
     * one. What was asked for and is not seen yet gives way to what ends the spending sooner.
     */
    public boolean givesWayTo(Kind command) {
        boolean endsSpending = command.isParking() || command == Kind.DESTROY;
        boolean isOther = command != kind || cause != Cause.PERSON;
        boolean isOvertaken = phase == Phase.CONFIRMING && endsSpending && isOther;
        boolean mayBeOvertaken = !releases && kind != Kind.FAILOVER;
        return isRevocable() || phase == Phase.NEEDS_HUMAN || (isOvertaken && mayBeOvertaken);
    }

    /**
     * That a reporter was told to do something, and what it answered. Immutable.
     *
     * @param commandId the command's id, which no other command has
     * @param reporterId which was told, and no other
     * @param startId the run of it that was told; absent while it names none
     * @param atNanos observed time of the heartbeat whose reply told it first
     * @param answer the newest it said of the command, after which it is not told again; absent before
     */
    public record Told(
            String commandId,
            String reporterId,
            @Nullable String startId,
            long atNanos,
            CommandResult.@Nullable Outcome answer) {

        /** Checks that nothing is missing. */
        public Told {
            Objects.requireNonNull(commandId, "commandId");
            Objects.requireNonNull(reporterId, "reporterId");
        }

        /** Returns whether nothing more is expected of it. */
        public boolean isOver() {
            return answer != null && answer.isFinal();
        }

        Told answering(CommandResult.Outcome newest) {
            return new Told(commandId, reporterId, startId, atNanos, newest);
        }
    }

    /** What an operation does. */
    public enum Kind {
        /**
         * Parks the machine: stops it and keeps its disk, to be woken again; where its provider keeps no disk, gives it back once
         * a snapshot of it was read back. Ends where work on it cannot be saved.
         */
        HIBERNATE(MachineState.STOPPED),
        /** Stops the machine because its owner wants it stopped. */
        STOP(MachineState.STOPPED),
        /** Starts a parked or stopped machine. */
        WAKE(MachineState.RUNNING),
        /** Restarts a running machine, once what is on it is saved. */
        REBOOT(MachineState.RUNNING),
        /** Rents another machine that takes its place, and keeps it down from then on. */
        FAILOVER(MachineState.FAILED),
        /** Gives the machine back for good, its disk included, on the strength of a snapshot or of its owner's word. */
        DESTROY(MachineState.DELETED);

        private final MachineState target;

        Kind(MachineState target) {
            this.target = target;
        }

        /** Returns what a provider that keeps disks shows once it is done. */
        public MachineState target() {
            return target;
        }

        /** Returns whether programs on the machine end by it, so that they save before. */
        boolean endsPrograms() {
            return isParking() || this == REBOOT;
        }

        /** Returns whether it turns the machine off to be turned on again. */
        public boolean isParking() {
            return this == HIBERNATE || this == STOP;
        }
    }

    /** How far an open operation is; in the order in which it passes through them, though it may skip some. */
    public enum Phase {
        /** Decided and written down; nothing happened. */
        INTENDED,
        /** Its reporters save what matters: every program, then the agent. */
        QUIESCING,
        /** A snapshot is taken and read back. */
        SNAPSHOTTING,
        /** There is a snapshot to restore it from; the provider is read once more before it is asked. */
        VERIFIED,
        /** The provider, or the agent in its place, is asked. */
        EXECUTING,
        /** Asked; the provider is read until it shows the target. */
        CONFIRMING,
        /** Asked and never seen to have happened, or not safe to ask for: a person has to look. */
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

    /** What of an operation changes from step to step. */
    private static final class Change {

        private final Operation before;
        private Phase phase;
        private long sinceNanos;
        private long deadlineNanos;
        private int attempts;
        private List<Told> told;
        private boolean outcomeUnknown;
        private boolean insists;
        private boolean releases;
        private @Nullable SnapshotWork snapshot;
        private @Nullable SnapshotProof proof;

        Change(Operation before) {
            this.before = before;
            this.phase = before.phase;
            this.sinceNanos = before.sinceNanos;
            this.deadlineNanos = before.deadlineNanos;
            this.attempts = before.attempts;
            this.told = before.told;
            this.outcomeUnknown = before.outcomeUnknown;
            this.insists = before.insists;
            this.releases = before.releases;
            this.snapshot = before.snapshot;
            this.proof = before.proof;
        }

        /** A phase begins with nobody told, and with no answer lost. */
        Change into(Phase next, long now, long deadline) {
            phase = next;
            sinceNanos = now;
            deadlineNanos = deadline;
            told = List.of();
            outcomeUnknown = false;
            return this;
        }

        Operation made() {
            return new Operation(
                    before.id,
                    before.kind,
                    before.cause,
                    before.reason,
                    phase,
                    sinceNanos,
                    deadlineNanos,
                    attempts,
                    told,
                    outcomeUnknown,
                    insists,
                    releases,
                    before.dataLoss,
                    snapshot,
                    proof);
        }
    }
}
