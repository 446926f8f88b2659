package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Reason;
import java.util.ArrayList;
import java.util.List;
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
    boolean accept(Draft draft, Evidence evidence, Adjustment adjustment) {
        MachineCondition next = draft.next;
        ReporterState known = Reporters.find(next.reporters, evidence.reporter().id());
        if (known != null && known.isOld(evidence)) {
            return false;
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
        next.settings = adjustment.of(
                Reporters.anyWith(ReporterState::hasProcesses, next, draft.now()),
                Reporters.anyWith(ReporterState::hasSessions, next, draft.now()));
        draft.heardReporter = evidence.goodbye() == null ? heard.id() : null;
        signOfLife(draft);
        noticeGoodbye(draft, evidence);
        judge(draft, heard.reading(), heardBefore, evidence.gpu().coveredSeconds());
        unpark(draft, evidence);
        operations.results(draft, evidence.results());
        return true;
    }

    /** Something came that could not be read: somebody is there, so nobody's word that the work is done holds any longer. */
    void contact(Draft draft) {
        signOfLife(draft);
        unfinish(draft);
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

    private void judge(Draft draft, Reading own, @Nullable Long heardBefore, @Nullable Double coveredSeconds) {
        MachineCondition next = draft.next;
        if (own == Reading.ACTIVE || Reporters.isAnyActive(next, draft.now())) {
            draft.breakIdleRun(Activity.ACTIVE);
            operations.takeBack(draft, Cause.IDLE, Reason.of(Reason.Code.IN_USE_AGAIN));
        } else if (own == Reading.IDLE) {
            extend(next, draft.now(), covered(next, draft.now(), heardBefore, coveredSeconds));
            next.activity = next.activity.isIdle() ? next.activity : Activity.IDLE;
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

    /** The sample ends the run for now, and closes what it speaks for of the gaps that earlier ones left open. */
    private static void extend(MachineCondition next, long now, long covered) {
        IdleRun run = next.idleRun;
        if (run == null) {
            next.idleRun = new IdleRun(now, now, 0);
            return;
        }
        List<Gap> gaps = new ArrayList<>(next.idleGaps);
        gaps.add(new Gap(run.newestNanos(), now));
        long closed = 0;
        List<Gap> open = new ArrayList<>();
        for (Gap gap : gaps) {
            Gap left = gap.before(now - covered);
            closed += gap.nanos() - left.nanos();
            if (left.nanos() > 0 && left.untilNanos() > now - next.settings.lateAfterNanos()) {
                open.add(left);
            }
        }
        next.idleRun = new IdleRun(run.firstNanos(), now, run.coveredNanos() + closed);
        next.idleGaps = List.copyOf(open);
    }

    /** Without a provider only a heartbeat shows that a parked machine is on again; those of its last moments do not. */
    private static void unpark(Draft draft, Evidence evidence) {
        MachineCondition next = draft.next;
        Long parked = next.parkedNanos;
        if (next.isAssumedRunning()
                && parked != null
                && evidence.goodbye() == null
                && draft.now() - parked >= next.settings.lateAfterNanos()) {
            next.parkedNanos = null;
            next.runningSinceNanos = draft.now();
        }
    }

    /** Adjusts the settings to what is on the machine. */
    @FunctionalInterface
    interface Adjustment {
        EffectiveSettings of(boolean hasProcesses, boolean hasSessions);
    }
}
