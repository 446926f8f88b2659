package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import org.jspecify.annotations.Nullable;

/** Takes a heartbeat in: who spoke, whether the machine is used, and for how long it has not been. */
final class EvidenceRule {

    private final SignalReader signals;
    private final OperationFlow operations;

    EvidenceRule(SignalReader signals, OperationFlow operations) {
        this.signals = signals;
        this.operations = operations;
    }

    /** Returns false when the heartbeat is not new and therefore changes nothing. */
    boolean accept(Draft draft, Evidence evidence) {
        MachineCondition next = draft.next;
        ReporterState known = Reporters.find(next.reporters, evidence.reporter().id());
        if (known != null && known.isOld(evidence)) {
            return false;
        }
        if (next.isFenced()) {
            next.reporters = Reporters.with(signals.read(draft, evidence, known), next.reporters);
            FailoverRule.heard(draft, operations);
            return true;
        }
        if (noticeReboot(draft, evidence)) {
            known = Reporters.find(next.reporters, evidence.reporter().id());
        }
        if (SilenceLadder.isRunOver(draft)) {
            draft.breakIdleRun(Activity.INDETERMINATE);
            operations.takeBack(draft, Cause.IDLE, Reason.of(Reason.Code.NO_LONGER_DUE));
        }
        Long heardBefore = known == null ? null : known.heardNanos();
        ReporterState heard = signals.read(draft, evidence, known);
        next.reporters = Reporters.with(heard, next.reporters);
        DerivedRule.heard(draft);
        draft.heardReporter = evidence.goodbye() == null ? heard.id() : null;
        signOfLife(draft);
        noticeGoodbye(draft, evidence);
        judge(draft, heard.reading(), heardBefore, evidence);
        unpark(draft, evidence);
        operations.results(draft, evidence);
        ErrandRule.heard(draft, evidence);
        return true;
    }

    /** Something came that could not be read: somebody is there, so nobody's word that the work is done holds any longer. */
    boolean contact(Draft draft) {
        if (draft.next.isFenced()) {
            FailoverRule.heard(draft, operations);
            return true;
        }
        signOfLife(draft);
        unfinish(draft);
        return true;
    }

    private void signOfLife(Draft draft) {
        MachineCondition next = draft.next;
        next.silentSinceNanos = draft.now();
        next.liveness = Liveness.HEALTHY;
        next.witnessHeardNanos = null;
        if (next.finishedAtNanos == null) {
            next.notified = null;
        }
        operations.takeBack(draft, Cause.ORPHAN, Reason.of(Reason.Code.HEARD_AGAIN));
        operations.takeBack(draft, Cause.NO_EVIDENCE, Reason.of(Reason.Code.HEARD_AGAIN));
        if (next.breakdown != null && next.breakdown.neverCameUp() && !next.isFenced()) {
            next.breakdown = null; // It did come up, and may have been at work since.
            operations.takeBack(draft, Cause.REPLACED, Reason.of(Reason.Code.HEARD_AGAIN));
        }
    }

    private boolean noticeReboot(Draft draft, Evidence evidence) {
        MachineCondition next = draft.next;
        String boot = evidence.bootId();
        boolean rebooted = boot != null && next.bootId != null && !boot.equals(next.bootId);
        if (boot != null) {
            next.bootId = boot;
        }
        if (rebooted) {
            next.reporters =
                    next.reporters.stream().map(ReporterState::rebooted).toList();
            next.runningSinceNanos = draft.now();
            draft.breakIdleRun(Activity.INDETERMINATE);
            operations.takeBackAny(draft, Reason.of(Reason.Code.REBOOTED));
        }
        return rebooted;
    }

    private void noticeGoodbye(Draft draft, Evidence evidence) {
        if (evidence.goodbye() == null) {
            unfinish(draft);
        } else if (evidence.goodbye() == Goodbye.FINISHED && !Reporters.isAnyCounting(draft.next, draft.now())) {
            draft.next.finishedAtNanos = draft.now();
        }
    }

    private void unfinish(Draft draft) {
        if (draft.next.finishedAtNanos != null) {
            draft.next.finishedAtNanos = null;
            draft.next.notified = null;
        }
        operations.takeBack(draft, Cause.FINISHED, Reason.of(Reason.Code.HEARD_AGAIN));
    }

    private void judge(Draft draft, Reading own, @Nullable Long heardBefore, Evidence evidence) {
        MachineCondition next = draft.next;
        Double coveredSeconds = evidence.gpu().coveredSeconds();
        if (own == Reading.ACTIVE || Reporters.isAnyActive(next, draft.now())) {
            draft.breakIdleRun(Activity.ACTIVE);
            operations.takeBack(draft, Cause.IDLE, Reason.of(Reason.Code.IN_USE_AGAIN));
        } else if (own == Reading.IDLE) {
            if (Unwatched.bridge(next, evidence, draft.now()) == Unwatched.Bridge.BROKEN) {
                draft.breakIdleRun(Activity.INDETERMINATE);
                operations.takeBack(draft, Cause.IDLE, Reason.of(Reason.Code.IN_USE_AGAIN));
            }
            Coverage.extend(next, draft.now(), covered(next, draft.now(), heardBefore, coveredSeconds));
            next.activity = next.activity.isIdle() ? next.activity : Activity.IDLE;
            DerivedRule.askWakeRisk(draft);
        } else if (next.idleRun == null) {
            next.activity = Activity.INDETERMINATE;
        }
    }

    /** A sample speaks for the time back to its reporter's heartbeat before, or for less where it says so itself. */
    private static long covered(
            MachineCondition next, long now, @Nullable Long heardBefore, @Nullable Double coveredSeconds) {
        long covered = heardBefore == null ? 0 : Math.min(now - heardBefore, next.settings.lateAfterNanos());
        return coveredSeconds == null ? covered : Math.max(0, Math.min(covered, (long) (coveredSeconds * 1e9)));
    }

    /** Without a provider only a heartbeat shows that a parked machine is on again; those of its last moments do not. */
    private static void unpark(Draft draft, Evidence evidence) {
        MachineCondition next = draft.next;
        Long parked = next.parkedNanos;
        if (next.isAssumedRunning()
                && parked != null
                && evidence.goodbye() == null
                && draft.now() - parked >= next.settings.lateAfterNanos()) {
            DerivedRule.wanted(draft);
            next.parkedNanos = null;
            next.forgetWhyOff();
            next.runningSinceNanos = draft.now();
        }
    }
}
