package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Outcome;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.util.EnumSet;
import java.util.Set;

/** How operations end, and what is left to a person. */
final class OperationEnd {

    private static final int MOST_DOUBLINGS = 5;

    /** What ends an operation without anything having stood in its way. */
    private static final Set<Reason.Code> NO_SETBACK =
            EnumSet.of(Reason.Code.SHADOW, Reason.Code.SUPERSEDED, Reason.Code.RECONFIGURED, Reason.Code.RESOLVED);

    private OperationEnd() {}

    static void end(Draft draft, Outcome outcome, Reason reason) {
        MachineCondition next = draft.next;
        Operation ended = next.operation;
        if (ended == null) {
            return;
        }
        next.operation = null;
        next.powerAskedNanos = null;
        settleBreakdown(next, ended, outcome);
        remember(draft, ended, outcome, reason);
        draft.effects.add(new Effect.OperationEnded(ended, outcome, reason));
        next.warning = null;
        if (outcome == Outcome.DONE) {
            DerivedRule.done(draft, ended);
            draft.breakIdleRun(Activity.INDETERMINATE);
            boolean parked = ended.kind() == Kind.HIBERNATE && !ended.releases();
            next.parkedNanos = parked ? Long.valueOf(draft.now()) : null;
            next.lease = ended.cause() == Cause.LEASE_EXPIRED ? null : next.lease;
            next.failures = 0;
            next.backOffUntilNanos = Long.MIN_VALUE;
            next.takenBack = 0;
            next.idleAgainNanos = Long.MIN_VALUE;
            next.notified = null;
            next.finishedAtNanos = null;
            tellOfRelease(draft, ended);
        } else if (next.activity == Activity.DUE || next.activity == Activity.WARNED) {
            next.activity = Activity.IDLE;
            if (!NO_SETBACK.contains(reason.code())) {
                takenBack(draft);
            }
        }
    }

    /** People ask why a machine is off long after that was decided. */
    private static void remember(Draft draft, Operation ended, Outcome outcome, Reason reason) {
        MachineCondition next = draft.next;
        if (outcome == Outcome.DONE && (ended.kind().isParking() || ended.releases())) {
            next.turnedOff = new PowerChange(ended.kind(), ended.cause(), ended.reason(), draft.moment.wall());
            next.notWoken = null;
        } else if (outcome == Outcome.ABORTED && ended.kind() == Kind.WAKE) {
            next.notWoken = new PowerChange(ended.kind(), ended.cause(), reason, draft.moment.wall());
        }
    }

    /**
     * Whoever had it turned on or off, or given back, wanted that: nothing is broken any more. A failover that a person ends is over, and
     * what was rented for it is a machine as any other.
     */
    private static void settleBreakdown(MachineCondition next, Operation ended, Outcome outcome) {
        Breakdown broken = next.breakdown;
        if (broken == null) {
            return;
        }
        boolean isOfFailover = ended.kind() == Kind.FAILOVER || ended.cause() == Cause.REPLACED;
        Replacement replacement = broken.replacement();
        if (!isOfFailover && outcome == Outcome.DONE && replacement == null) {
            next.breakdown = null;
        } else if (ended.kind() == Kind.FAILOVER && replacement != null && !replacement.confirmed()) {
            next.breakdown = broken.leftToPeople();
        }
    }

    /** What was tried and failed is tried again, after twice as long each time; its users are warned anew. */
    static void fail(Draft draft, Severity severity, Reason reason) {
        MachineCondition next = draft.next;
        alert(draft, severity, reason);
        end(draft, Outcome.ABORTED, reason);
        next.backOffUntilNanos = draft.now() + pause(next, next.failures);
        next.failures++;
    }

    /** What was saved for it was saved in vain, which is not to happen again and again; somebody who works meanwhile ends that. */
    private static void takenBack(Draft draft) {
        MachineCondition next = draft.next;
        next.idleAgainNanos = draft.now() + pause(next, next.takenBack);
        next.takenBack++;
    }

    private static long pause(MachineCondition machine, int timesBefore) {
        return (2 * machine.settings.warnLeadNanos()) << Math.min(timesBefore, MOST_DOUBLINGS);
    }

    /** Nothing more is done about it, but that the provider is read now and then, until a person says what. */
    static void leaveToPeople(Draft draft, Operation open, Reason why) {
        draft.next.operation = open.in(Phase.NEEDS_HUMAN, draft.now());
        if (draft.next.powerAskedNanos == null) {
            draft.next.powerAskedNanos = draft.now(); // Nobody was asked yet; it is read from here on, every so often.
        }
        alert(draft, Severity.CRITICAL, why);
    }

    static void alert(Draft draft, Severity severity, Reason reason) {
        draft.effects.add(new Effect.Alert(severity, reason));
    }

    private static void tellOfRelease(Draft draft, Operation ended) {
        if (!ended.releases() || ended.isRevocable()) {
            return;
        }
        SnapshotProof proof = ended.proof();
        Reason what = proof == null
                ? Reason.of(
                        Reason.Code.RELEASED_WITHOUT_COPY,
                        String.valueOf(ended.dataLoss().acceptedBy()))
                : Reason.of(Reason.Code.RELEASED, proof.snapshot().id(), proof.createdAt());
        alert(draft, Severity.WARNING, what);
    }
}
