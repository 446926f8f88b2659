package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import com.dumontcloud.sdk.policy.decide.SnapshotWork.Step;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that what is on a machine can be restored before the machine is turned off: takes a snapshot, has it read back, and
 * looks at what that proves. Nothing that loses a disk is asked for without such a proof, or its owner's word that it may be lost.
 */
final class SnapshotFlow {

    static final long PROOF_HOLDS_NANOS = Duration.ofMinutes(15).toNanos();

    private static final int MOST_FAILURES = 3;
    private static final long FIRST_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int LONGER_EACH_TIME = 4;
    private static final long A_DAY_NANOS = Duration.ofDays(1).toNanos();

    private SnapshotFlow() {}

    /** Returns whether its disk is lost by it, so that it takes a proof. */
    static boolean losesDisk(MachineCondition machine, Operation open) {
        return open.releases() || losesDisk(machine, open.kind());
    }

    /** Returns whether an operation of this kind would lose the machine's disk. */
    static boolean losesDisk(MachineCondition machine, Kind kind) {
        boolean stopIsFinal = !machine.isAssumedRunning() && !machine.means.keepsDisk();
        return kind == Kind.DESTROY || (kind.isParking() && stopIsFinal);
    }

    /** Returns whether it must not be asked for yet (I1): it loses data that nothing proves can be restored now. */
    static boolean isUnproven(MachineCondition machine, Operation open, Instant now) {
        if (!losesDisk(machine, open) || open.dataLoss().isAccepted()) {
            return false;
        }
        if (open.proof() == null) {
            return true;
        }
        long age = Duration.between(open.proof().verifiedAt(), now).toNanos();
        return age < 0 || age >= PROOF_HOLDS_NANOS;
    }

    /**
     * Returns whether the machine was in use after its snapshot was made (T13), so that something would be lost. Whoever has a machine
     * turned off while it works wants it off, with what it had then.
     */
    static boolean isOutdated(MachineCondition machine, Operation open, Moment now) {
        SnapshotProof proof = open.proof();
        if (proof == null || open.cause() == Cause.PERSON || machine.liveness == Liveness.NEVER_SEEN) {
            return false;
        }
        IdleRun run = machine.idleRun;
        Duration sinceUse = now.since(run == null ? machine.silentSinceNanos : run.firstNanos());
        return losesDisk(machine, open) && now.wall().minus(sinceUse).isAfter(proof.createdAt());
    }

    /** It is made again; a machine that is never quiet for long enough is left to people. */
    static void outdated(Draft draft, Operation open) {
        SnapshotWork work = open.snapshot();
        if (work != null) {
            failedOnce(draft, open, work, "the machine was in use after it was made");
        }
    }

    /**
     * Returns whether a snapshot comes before it. Beside what loses a disk, whatever parks a machine that can be copied: one on
     * which nothing reports any more cannot, and the owner's own stop promises nothing but a stop.
     */
    static boolean isDue(MachineCondition machine, Operation open, Instant now) {
        boolean copied = machine.means.takesSnapshots()
                && !machine.isAssumedRunning()
                && open.kind() == Kind.HIBERNATE
                && !open.dataLoss().isAccepted()
                && open.proof() == null
                && !open.isWithoutSnapshot()
                && (machine.liveness.isReporting() || open.cause() == Cause.FINISHED);
        return copied || isUnproven(machine, open, now);
    }

    /**
     * Begins, or begins again: whatever was taken or proved before counts for nothing. What is given back is not copied first, since
     * nothing on it could; a machine that broke down is, by a store that can, once its newest snapshot turned out to be too old.
     */
    static void begin(Draft draft) {
        Operation open = draft.next.operation;
        if (open == null) {
            return;
        }
        if (!draft.next.means.takesSnapshots()) {
            giveUp(draft, open, Reason.of(Reason.Code.DISK_NOT_KEPT).text());
            return;
        }
        SnapshotWork before = open.snapshot();
        int failed = before == null ? 0 : before.failed();
        boolean takes = open.kind() != Kind.DESTROY || (open.cause() == Cause.REPLACED && failed > 0);
        Instant now = draft.moment.wall();
        Instant notBefore = takes ? now : LastUse.of(draft.next, draft.moment);
        ask(draft, open, takes ? Step.TAKING : Step.READING_BACK, failed, notBefore);
    }

    static boolean taken(Draft draft, Event.SnapshotTaken event) {
        Operation open = waiting(draft, event.operationId(), event.asked(), Step.TAKING);
        SnapshotWork work = open == null ? null : open.snapshot();
        if (open == null || work == null) {
            return false;
        }
        ask(draft, open, Step.READING_BACK, work.failed(), work.notBefore());
        return true;
    }

    static boolean verified(Draft draft, Event.SnapshotVerified event) {
        Operation open = waiting(draft, event.operationId(), event.asked(), Step.READING_BACK);
        SnapshotWork work = open == null ? null : open.snapshot();
        if (open == null || work == null) {
            return false;
        }
        Reason problem = ProofCheck.problem(
                event.proof(), draft.next.id(), work.notBefore(), work.askedAt(), draft.moment.wall());
        if (problem == null) {
            draft.next.operation = open.verified(event.proof(), draft.now(), draft.now() + PROOF_HOLDS_NANOS);
            draft.effects.add(new Effect.Claim(draft.next.operation));
        } else {
            failedOnce(draft, open, work, problem.text());
        }
        return true;
    }

    static boolean failed(Draft draft, Event.SnapshotFailed event) {
        Operation open = waiting(draft, event.operationId(), event.asked(), null);
        SnapshotWork work = open == null ? null : open.snapshot();
        if (open == null || work == null) {
            return false;
        }
        failedOnce(draft, open, work, event.problem());
        return true;
    }

    /** What a process before this one was told, or had proved, is asked for again. */
    static boolean interrupted(Draft draft, Event.SnapshotInterrupted event) {
        Operation open = draft.next.operation;
        boolean waits = open != null
                && open.id().equals(event.operationId())
                && (open.phase() == Phase.VERIFIED || open.phase() == Phase.SNAPSHOTTING);
        if (waits) {
            begin(draft);
        }
        return waits;
    }

    static void advance(Draft draft, Operation open) {
        SnapshotWork work = open.snapshot();
        if (open.phase() == Phase.VERIFIED && draft.now() >= open.deadlineNanos()) {
            begin(draft);
        } else if (open.phase() != Phase.SNAPSHOTTING || work == null || draft.now() < work.untilNanos()) {
            return;
        } else if (work.step() == Step.PAUSING) {
            begin(draft);
        } else if (work.step() != Step.GIVEN_UP) {
            Duration limit = draft.next.settings.base().snapshotWithin();
            failedOnce(draft, open, work, "no answer within " + limit.toMinutes() + " min");
        }
    }

    private static void ask(Draft draft, Operation open, Step step, int failed, Instant notBefore) {
        int asked = open.snapshot() == null ? 1 : open.snapshot().asked() + 1;
        long until = draft.now() + draft.next.settings.base().snapshotWithin().toNanos();
        SnapshotWork work = new SnapshotWork(step, asked, failed, notBefore, draft.moment.wall(), until);
        Operation next = open.securing(work, draft.now());
        draft.next.operation = next;
        draft.effects.add(step == Step.TAKING ? new Effect.TakeSnapshot(next) : new Effect.VerifySnapshot(next));
    }

    /** T14. */
    private static void failedOnce(Draft draft, Operation open, SnapshotWork work, String problem) {
        int failed = work.failed() + 1;
        if (failed >= MOST_FAILURES) {
            giveUp(draft, open, problem);
            return;
        }
        long pause = FIRST_PAUSE_NANOS * (failed == 1 ? 1 : LONGER_EACH_TIME);
        draft.next.operation = open.securing(
                new SnapshotWork(
                        Step.PAUSING, work.asked(), failed, work.notBefore(), work.askedAt(), draft.now() + pause),
                draft.now());
        draft.next.pending = Reason.of(Reason.Code.SNAPSHOT_FAILED, Integer.toString(failed), problem);
    }

    private static void giveUp(Draft draft, Operation open, String problem) {
        if (open.kind() == Kind.DESTROY) {
            OperationEnd.fail(draft, Severity.WARNING, Reason.of(Reason.Code.SNAPSHOT_REQUIRED, problem));
            if (open.cause() == Cause.FORGOTTEN || open.cause() == Cause.REPLACED) {
                draft.next.backOffUntilNanos = draft.now() + A_DAY_NANOS;
            }
        } else if (losesDisk(draft.next, open)) {
            Reason why = Reason.of(Reason.Code.NOT_SECURED, problem, Confirmation.rate(draft.next));
            OperationEnd.leaveToPeople(draft, open, why);
        } else {
            SnapshotWork work = open.snapshot();
            Instant now = draft.moment.wall();
            int asked = work == null ? 0 : work.asked();
            OperationEnd.alert(
                    draft,
                    Severity.WARNING,
                    Reason.of(Reason.Code.SNAPSHOT_FAILED, Integer.toString(MOST_FAILURES), problem));
            draft.next.operation = open.securing(
                    new SnapshotWork(Step.GIVEN_UP, asked, MOST_FAILURES, now, now, Long.MAX_VALUE), draft.now());
            draft.effects.add(new Effect.Claim(draft.next.operation));
        }
    }

    private static @Nullable Operation waiting(Draft draft, String operationId, int asked, @Nullable Step step) {
        Operation open = draft.next.operation;
        SnapshotWork work = open == null ? null : open.snapshot();
        boolean waits = open != null
                && work != null
                && open.phase() == Phase.SNAPSHOTTING
                && open.id().equals(operationId)
                && work.asked() == asked
                && (work.step() == step
                        || (step == null && (work.step() == Step.TAKING || work.step() == Step.READING_BACK)));
        return waits ? open : null;
    }
}
