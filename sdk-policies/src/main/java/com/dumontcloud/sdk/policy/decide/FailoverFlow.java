package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.policy.Failover;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Outcome;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * From the intent to replace a machine to a replacement that works. It is rented once, by a token that is written down before; an
 * answer that was lost is settled by looking for that token, and another one is asked for only once it is certain that there is
 * none: it was never rented, or it never ran and is gone. One that is to go since it did not come up, and comes up after all, takes
 * the place late; one that ran and does not do its work is left to people.
 */
final class FailoverFlow {

    private FailoverFlow() {}

    static boolean isOpen(@Nullable Operation open) {
        return open != null && open.kind() == Kind.FAILOVER;
    }

    /** From here on the machine is fenced. */
    static void rent(Draft draft, Operation executing) {
        Breakdown broken = draft.next.breakdown;
        if (broken == null) {
            OperationEnd.end(draft, Outcome.ABORTED, Reason.of(Reason.Code.NO_LONGER_DUE));
            return;
        }
        Replacement asked = Replacement.askedBy(executing);
        draft.next.breakdown = broken.with(asked);
        draft.effects.add(new Effect.Rent(executing, asked.token()));
    }

    static boolean rented(Draft draft, Event.ReplacementRented event) {
        Work work = work(draft, event.operationId(), Phase.EXECUTING);
        if (work == null) {
            return false;
        }
        RentalReceipt receipt = event.receipt();
        MachineId machine = receipt.machine();
        Replacement known = machine == null ? work.replacement : work.replacement.found(machine);
        switch (receipt.outcome()) {
            case REFUSED -> failed(draft, Reason.of(Reason.Code.REFUSED, receipt.detail()));
            case QUEUED -> confirming(draft, work, known.beingDiscarded(), false);
            case ACCEPTED -> confirming(draft, work, known, false);
            case UNKNOWN -> confirming(draft, work, known, machine == null);
        }
        return true;
    }

    /** The process that asked has ended since, or nobody ever answered. */
    static boolean answerLost(Draft draft, String operationId) {
        Work work = work(draft, operationId, Phase.EXECUTING);
        if (work != null) {
            confirming(draft, work, work.replacement, true);
        }
        return work != null;
    }

    /** The replacement is there, and this is what is known of it. */
    static boolean seen(Draft draft, Event.ReplacementSeen event) {
        Work work = work(draft, event.operationId(), null);
        if (work == null) {
            return false;
        }
        boolean runs = event.state() == MachineState.RUNNING;
        Replacement seen = work.replacement.found(event.machine());
        seen = runs || event.used() ? seen.running() : seen;
        draft.next.breakdown = work.broken.with(seen);
        boolean isExpectedToReport = draft.next.liveness != Liveness.NEVER_SEEN;
        if (event.state() == MachineState.DELETED) {
            failed(draft, Reason.of(Reason.Code.REPLACEMENT_GONE, event.machine()));
        } else if (event.leaving()) {
            return true;
        } else if (runs && (event.heard() || !isExpectedToReport)) {
            confirmed(draft, event.machine(), seen);
        } else if (seen.discarded() && !seen.hasRun()) {
            giveBack(draft, work.open, event.machine());
        } else if (!runs && isBroken(event.state()) && !seen.hasRun()) {
            discard(draft, work.open, seen);
        }
        return true;
    }

    /** A whole list lacks it. One whose id was told may only not show yet. */
    static boolean missed(Draft draft, Event.ReplacementMissed event) {
        Work work = work(draft, event.operationId(), null);
        if (work == null) {
            return false;
        }
        Replacement replacement = work.replacement;
        boolean settled =
                draft.now() - work.open.sinceNanos() >= event.showsWithin().toNanos();
        if (settled && (replacement.machine() == null || replacement.discarded())) {
            failed(
                    draft,
                    replacement.machine() == null
                            ? Reason.of(Reason.Code.NOT_RENTED)
                            : Reason.of(Reason.Code.REPLACEMENT_GONE, replacement.machine()));
        }
        return settled;
    }

    static void advance(Draft draft, Operation open) {
        Work work = work(draft, open.id(), null);
        long waited = draft.now() - open.sinceNanos();
        if (work == null) {
            OperationEnd.end(draft, Outcome.ABORTED, Reason.of(Reason.Code.NO_LONGER_DUE));
            return;
        }
        if (open.phase() == Phase.EXECUTING) {
            if (waited >= Confirmation.GIVE_UP_NANOS) {
                answerLost(draft, open.id());
            }
            return;
        }
        Replacement replacement = work.replacement;
        if (open.phase() == Phase.CONFIRMING && waited >= limitNanos(draft.next, replacement)) {
            if (!replacement.discarded() && !replacement.hasRun() && replacement.machine() != null) {
                discard(draft, open, replacement);
            } else {
                OperationEnd.leaveToPeople(
                        draft,
                        open,
                        Reason.of(
                                Reason.Code.REPLACEMENT_FAILED,
                                replacement.machine() == null ? "of unknown id" : replacement.machine(),
                                Duration.ofNanos(waited)));
            }
        }
        Long asked = draft.next.powerAskedNanos;
        boolean isInPeoplesHands = open.phase() == Phase.NEEDS_HUMAN;
        long every = isInPeoplesHands ? Confirmation.GIVE_UP_NANOS : Confirmation.READ_AGAIN_NANOS;
        if (asked == null || draft.now() - asked >= every) {
            look(draft, open);
        }
    }

    /** One that is to come up may take as long as any start, and what it is to report some time more. */
    static long limitNanos(MachineCondition machine, Replacement replacement) {
        return replacement.discarded()
                ? Confirmation.GIVE_UP_NANOS
                : machine.means.startTimeout().toNanos();
    }

    static long limitNanos(MachineCondition machine) {
        Replacement replacement = machine.breakdown == null ? null : machine.breakdown.replacement();
        return replacement == null ? 0 : limitNanos(machine, replacement);
    }

    private static void confirming(Draft draft, Work work, Replacement known, boolean answerLost) {
        draft.next.breakdown = work.broken.with(known);
        Operation next =
                answerLost ? work.open.withLostAnswer(draft.now()) : work.open.in(Phase.CONFIRMING, draft.now());
        draft.next.operation = next;
        look(draft, next);
    }

    /** T18: nothing was ever on it, and nothing else is rented before it is gone. */
    private static void discard(Draft draft, Operation open, Replacement replacement) {
        Operation again = open.in(Phase.CONFIRMING, draft.now());
        Replacement discarded = replacement.beingDiscarded();
        Breakdown broken = draft.next.breakdown;
        MachineId machine = discarded.machine();
        if (broken == null || machine == null) {
            return;
        }
        draft.next.breakdown = broken.with(discarded);
        draft.next.operation = again;
        giveBack(draft, again, machine);
    }

    /** Not in a mode in which nothing is to be done: it is asked for again each time the replacement is looked at. */
    private static void giveBack(Draft draft, Operation open, MachineId machine) {
        if (FailoverRule.mayAct(draft)) {
            draft.effects.add(new Effect.DiscardReplacement(open, machine));
        }
    }

    private static void confirmed(Draft draft, MachineId machine, Replacement seen) {
        Breakdown broken = draft.next.breakdown;
        if (broken != null) {
            draft.next.breakdown = broken.with(seen.inPlace());
            Reason replaced = Reason.of(Reason.Code.REPLACED, machine);
            OperationEnd.alert(draft, Severity.WARNING, replaced);
            OperationEnd.end(draft, Outcome.DONE, replaced);
        }
    }

    /**
     * There is no replacement, and that is certain: the fence falls, and it is tried again after a while, a few times. Not where the
     * machine itself came up meanwhile and was turned off: it is not broken any more, and people are told to start it.
     */
    private static void failed(Draft draft, Reason why) {
        Breakdown broken = draft.next.breakdown;
        if (broken == null) {
            return;
        }
        draft.next.breakdown = broken.withoutReplacement();
        if (broken.cameUp()) {
            draft.next.breakdown = null;
            OperationEnd.fail(draft, Severity.CRITICAL, Reason.of(Reason.Code.FAILOVER_FOR_NOTHING, why.text()));
            return;
        }
        boolean isLast = broken.failed() + 1 >= Failover.MOST_TRIES;
        Reason told = isLast
                ? Reason.of(Reason.Code.FAILOVER_GIVEN_UP, Failover.MOST_TRIES, why.text())
                : Reason.of(Reason.Code.FAILOVER_FAILED, why.text());
        OperationEnd.fail(draft, isLast ? Severity.CRITICAL : Severity.WARNING, told);
    }

    private static void look(Draft draft, Operation open) {
        Replacement replacement = draft.next.breakdown == null ? null : draft.next.breakdown.replacement();
        if (replacement != null) {
            draft.next.powerAskedNanos = draft.now();
            draft.effects.add(new Effect.ReadReplacement(open, replacement.token(), replacement.machine()));
        }
    }

    private static boolean isBroken(MachineState state) {
        return state == MachineState.FAILED || state == MachineState.STOPPED;
    }

    private static @Nullable Work work(Draft draft, String operationId, @Nullable Phase phase) {
        Operation open = draft.next.operation;
        Breakdown broken = draft.next.breakdown;
        Replacement replacement = broken == null ? null : broken.replacement();
        if (open == null || broken == null || replacement == null || open.isRevocable() || !isOpen(open)) {
            return null;
        }
        boolean isAsked = open.id().equals(operationId) && (phase == null || open.phase() == phase);
        return isAsked ? new Work(open, broken, replacement) : null;
    }

    /** What an open failover is about. */
    private record Work(Operation open, Breakdown broken, Replacement replacement) {}
}
