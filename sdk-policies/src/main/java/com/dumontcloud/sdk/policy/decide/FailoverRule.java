package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Failover;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.MachineView;
import com.dumontcloud.sdk.policy.MachineView.BrokenDown;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Verdicts.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a machine broke down or was taken away, and what has to follow where failover is enabled (lifecycle rules T17 and
 * T18): a replacement is rented; the machine it stands for is kept down from then on, and given back once the replacement is seen
 * to work and a snapshot proves that nothing is lost. One that never came up is given back first.
 */
final class FailoverRule {

    private static final long HELD_UP_NANOS = Duration.ofSeconds(15).toNanos();

    /** A provider's words for that it took a machine away itself. A machine that stopped without any was stopped by somebody. */
    private static final List<String> TAKEN = List.of("outbid", "preempt", "interrupt", "evict", "reclaim");

    private final Verdicts verdicts;
    private final OperationFlow operations;

    FailoverRule(Verdicts verdicts, OperationFlow operations) {
        this.verdicts = verdicts;
        this.operations = operations;
    }

    /**
     * Takes in what its provider shows. One that was replaced, or is being replaced, and comes up by itself is turned off again, as
     * often as it is seen to be on: two of one are not to work at once.
     *
     * @param before the power that was known before
     */
    static void read(Draft draft, Machine machine, @Nullable MachineState before) {
        MachineCondition next = draft.next;
        MachineState state = machine.state();
        Breakdown known = next.breakdown;
        if (state == MachineState.UNKNOWN) {
            return;
        } else if (known != null && next.isFenced()) {
            if (isOn(state)) {
                next.breakdown = known.seenOn();
                keepDown(draft, before);
            }
            return;
        }
        Starting starting = next.starting;
        boolean neverCameUp = state == MachineState.STARTING
                && starting != null
                && starting.failed()
                && !StartRule.wasHeardSince(next, starting);
        boolean isBroken = neverCameUp
                || state == MachineState.FAILED
                || (state == MachineState.STOPPED && !next.isParked() && isTaken(machine.stateReason()));
        if (!isBroken) {
            next.breakdown = null;
        } else if (known == null) {
            next.breakdown = Breakdown.since(draft.now(), machine.stateReason(), neverCameUp);
            tell(draft, next.breakdown);
        }
    }

    /** One that costs nothing any more can wait until somebody looks. */
    private static void tell(Draft draft, Breakdown broken) {
        MachineCondition next = draft.next;
        if (next.power == MachineState.FAILED && Boolean.TRUE.equals(next.gpuBilled)) {
            Reason.Code code = Reason.Code.BILLED_THOUGH_BROKEN;
            OperationEnd.alert(draft, Severity.CRITICAL, Reason.of(code, Confirmation.rate(next), broken.words()));
        }
    }

    /** Nothing on it speaks for the work any more, but that it speaks shows that it is on, and that its disk still changes. */
    static void heard(Draft draft, OperationFlow operations) {
        Breakdown broken = draft.next.breakdown;
        if (broken == null) {
            return;
        }
        Long before = broken.heardNanos();
        draft.next.breakdown = broken.heard(draft.now());
        operations.takeBack(draft, Cause.REPLACED, Reason.of(Reason.Code.HEARD_AGAIN));
        boolean isNew = before == null || draft.now() - before >= draft.next.settings.lateAfterNanos();
        if (isNew) {
            keepDown(draft, null);
        }
    }

    /** Where a stop would lose the disk nothing is done but telling people. */
    private static void keepDown(Draft draft, @Nullable MachineState before) {
        boolean isNew = before == null || !isOn(before);
        if (isNew) {
            OperationEnd.alert(draft, Severity.CRITICAL, Reason.of(Reason.Code.UP_THOUGH_REPLACED));
        }
        if (mayAct(draft) && draft.next.means.keepsDisk()) {
            draft.effects.add(new Effect.KeepDown());
        }
    }

    static boolean mayAct(Draft draft) {
        return draft.next.modes.keySet().stream().noneMatch(mode -> mode.isPause() || mode == FleetMode.SHADOW);
    }

    private static boolean isTaken(@Nullable String words) {
        String said = words == null ? "" : words.toLowerCase(Locale.ROOT);
        return TAKEN.stream().anyMatch(said::contains);
    }

    /** A replacement is rented, where there is none yet and may be one. */
    static Verdict broken(MachineView machine, Moment now) {
        BrokenDown broken = machine.brokenDown().orElse(null);
        if (broken == null || broken.replacedBy() != null || machine.isAssumedRunning()) {
            return Verdict.abstain();
        }
        Failover failover = machine.settings().base().failover();
        boolean isToBeGoneFirst = broken.neverCameUp() && machine.power() != MachineState.DELETED;
        if (!failover.enabled()
                || isToBeGoneFirst
                || broken.tries() >= Failover.MOST_TRIES
                || machine.lease().isPresent()) {
            return Verdict.abstain();
        }
        return Verdict.proposePark(
                Cause.FAILOVER,
                Reason.of(Reason.Code.BROKEN_DOWN, now.since(broken.sinceNanos()), broken.words()),
                broken.sinceNanos() + failover.after().toNanos());
    }

    /**
     * What is replaced is given back once nothing on it was heard for as long as it takes to be orphaned, and so is what never came up
     * before it is replaced.
     */
    static Verdict replaced(MachineView machine, Moment now) {
        BrokenDown broken = machine.brokenDown().orElse(null);
        MachineState power = machine.power();
        if (broken == null || machine.isAssumedRunning() || power == MachineState.DELETED) {
            return Verdict.abstain();
        }
        if (broken.replacedBy() != null) {
            Long heard = broken.heardNanos();
            long quietFrom = heard == null
                    ? broken.sinceNanos()
                    : heard + machine.settings().orphanAfterNanos();
            return power == MachineState.STOPPED || power == MachineState.FAILED
                    ? Verdict.proposePark(
                            Cause.REPLACED, Reason.of(Reason.Code.REPLACED, broken.replacedBy()), quietFrom)
                    : Verdict.abstain();
        }
        Failover failover = machine.settings().base().failover();
        return failover.enabled() && broken.neverCameUp() && machine.lease().isEmpty()
                ? Verdict.proposePark(
                        Cause.REPLACED,
                        Reason.of(Reason.Code.BROKEN_DOWN, now.since(broken.sinceNanos()), broken.words()),
                        broken.sinceNanos() + failover.after().toNanos())
                : Verdict.abstain();
    }

    /** No more is spent under a cap that is reached. */
    static Verdict unaffordable(MachineView machine, Moment now) {
        return machine.overspent()
                .filter(cap -> machine.brokenDown().isPresent())
                .map(cap -> Verdict.veto(cap, Set.of(Cause.FAILOVER)))
                .orElse(Verdict.abstain());
    }

    void escalate(Draft draft) {
        if (draft.next.breakdown != null) {
            escalate(draft, Cause.FAILOVER, Kind.FAILOVER);
            escalate(draft, Cause.REPLACED, Kind.DESTROY);
        }
    }

    private void escalate(Draft draft, Cause cause, Kind kind) {
        MachineCondition next = draft.next;
        Standing standing = verdicts.on(cause, draft);
        Verdict.Propose proposal = standing.proposal();
        if (proposal == null || draft.isBusy()) {
            return;
        }
        long notBefore = Escalation.notBeforeNanos(next, cause, proposal);
        if (next.shadowed != null) {
            next.pending = Reason.of(Reason.Code.SHADOW);
        } else if (draft.now() < notBefore) {
            lookAgain(next, notBefore);
        } else if (standing.objection() != null) {
            next.pending = standing.objection();
            lookAgain(next, draft.now() + HELD_UP_NANOS);
        } else if (standing.deferral() != null) {
            next.waiting = cause;
            next.pending = standing.deferral();
        } else {
            operations.intend(draft, kind, cause, proposal.reason());
        }
    }

    /** Returns false where it was not replaced. */
    static boolean readmit(MachineCondition machine) {
        boolean replaced = isReplaced(machine) && machine.operation == null;
        machine.breakdown = replaced ? null : machine.breakdown;
        return replaced;
    }

    static boolean isReplaced(MachineCondition machine) {
        Replacement replacement = machine.breakdown == null ? null : machine.breakdown.replacement();
        return replacement != null && replacement.confirmed();
    }

    private static boolean isOn(MachineState power) {
        return power == MachineState.RUNNING || power == MachineState.STARTING;
    }

    private static void lookAgain(MachineCondition next, long nanos) {
        next.lookAgainNanos = Math.min(next.lookAgainNanos, nanos);
    }
}
