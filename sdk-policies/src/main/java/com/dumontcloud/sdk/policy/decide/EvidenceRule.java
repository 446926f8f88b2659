package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.IdleSignal;
import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import com.dumontcloud.sdk.policy.IdleSignal.Sample;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes a heartbeat in: who spoke, whether the machine is used, and for how long it has not been. */
final class EvidenceRule {

    /** More reporters than this on one machine are a mistake; those that were silent longest are forgotten. */
    private static final int MOST_REPORTERS = 64;

    private final List<IdleSignal> signals;
    private final List<IdleSignal> signalsWhileSaving = BuiltInSignals.whileSaving();
    private final OperationFlow operations;

    EvidenceRule(List<IdleSignal> signals, OperationFlow operations) {
        this.signals = List.copyOf(signals);
        this.operations = operations;
    }

    /** Returns false when the heartbeat is not new and therefore changes nothing. */
    boolean accept(Draft draft, Evidence evidence, Adjustment adjustment) {
        MachineCondition next = draft.next;
        ReporterState known = find(next.reporters, evidence.reporter().id());
        if (known != null && known.isOld(evidence)) {
            return false;
        }
        if (noticeReboot(draft, evidence)) {
            known = null;
        }
        Reading reading = read(draft, evidence, known);
        ReporterState heard = known == null
                ? ReporterState.first(evidence, draft.now(), reading)
                : known.heard(evidence, draft.now(), reading);
        next.reporters = replace(next.reporters, heard);
        next.settings =
                adjustment.of(any(next.reporters, Evidence::hasProcesses), any(next.reporters, Evidence::hasSessions));
        draft.heardReporter = evidence.goodbye() == null ? evidence.reporter().id() : null;
        signOfLife(draft);
        noticeGoodbye(draft, evidence);
        judge(draft, reading, known == null ? null : known.heardNanos(), evidence);
        operations.results(draft, evidence.results());
        return true;
    }

    /** Something of the machine was heard, whatever it said. */
    void signOfLife(Draft draft) {
        MachineCondition next = draft.next;
        next.silentSinceNanos = draft.now();
        next.liveness = Liveness.HEALTHY;
        next.witnessHeardNanos = null;
        if (next.isAssumedRunning() && next.parked) {
            next.parked = false;
            next.runningSinceNanos = draft.now();
        }
        if (next.notified != null && next.finishedAtNanos == null) {
            next.notified = null;
        }
        operations.takeBack(draft, Cause.ORPHAN, Reason.of(Reason.Code.HEARD_AGAIN));
        MachineCondition.Warning warning = next.warning;
        if (warning != null && warning.reporterId().equals(draft.heardReporter)) {
            next.warning = new MachineCondition.Warning(warning.deliveredNanos(), warning.reporterId(), true);
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
            next.reporters = List.of();
            next.runningSinceNanos = draft.now();
            draft.breakIdleRun(Activity.INDETERMINATE);
            operations.takeBackAny(draft, Reason.of(Reason.Code.REBOOTED));
        }
        return rebooted;
    }

    private static void noticeGoodbye(Draft draft, Evidence evidence) {
        MachineCondition next = draft.next;
        boolean lastFinished = evidence.goodbye() == Goodbye.FINISHED && !isAnyCounting(draft);
        if (lastFinished) {
            next.finishedAtNanos = draft.now();
        } else if (evidence.goodbye() == null) {
            next.finishedAtNanos = null;
        }
    }

    private static boolean isAnyCounting(Draft draft) {
        for (ReporterState reporter : draft.next.reporters) {
            boolean silent = draft.now() - reporter.heardNanos() >= draft.next.settings.orphanAfterNanos();
            if (reporter.goodbye() == null && !silent) {
                return true;
            }
        }
        return false;
    }

    private Reading read(Draft draft, Evidence evidence, @Nullable ReporterState known) {
        Operation operation = draft.next.operation;
        boolean saving = operation != null && operation.phase() == Operation.Phase.QUIESCING;
        Evidence before = known != null && known.isOfPresentRun(evidence) ? known.newest() : null;
        double elapsed = before == null
                ? 0
                : (draft.now() - Objects.requireNonNull(known).heardNanos()) / 1e9;
        Sample sample = new Sample(evidence, before, elapsed, draft.next);
        Reading combined = Reading.UNKNOWN;
        for (IdleSignal signal : saving ? signalsWhileSaving : signals) {
            combined = stronger(combined, readSafely(signal, sample));
        }
        return combined;
    }

    /** One signal that says active decides; then one that is evidence of idleness; the rest prove nothing. */
    private static Reading stronger(Reading one, Reading other) {
        return other.compareTo(one) < 0 ? other : one;
    }

    @SuppressWarnings("CatchingUnchecked")
    private static Reading readSafely(IdleSignal signal, Sample sample) {
        try {
            return signal.read(sample);
        } catch (RuntimeException failure) {
            return Reading.UNKNOWN;
        }
    }

    private void judge(Draft draft, Reading own, @Nullable Long heardBefore, Evidence evidence) {
        MachineCondition next = draft.next;
        if (own == Reading.ACTIVE || isAnyActive(draft)) {
            draft.breakIdleRun(Activity.ACTIVE);
            operations.takeBack(draft, Cause.IDLE, Reason.of(Reason.Code.IN_USE_AGAIN));
        } else if (own == Reading.IDLE) {
            next.idleRun = extend(next, draft.now(), heardBefore, evidence.gpu().coveredSeconds());
            next.activity = next.activity.isIdle() ? next.activity : Activity.IDLE;
        } else if (next.idleRun == null) {
            next.activity = Activity.INDETERMINATE;
        }
        if (next.finishedAtNanos == null) {
            operations.takeBack(draft, Cause.FINISHED, Reason.of(Reason.Code.HEARD_AGAIN));
        }
    }

    private static boolean isAnyActive(Draft draft) {
        for (ReporterState reporter : draft.next.reporters) {
            boolean fresh = draft.now() - reporter.heardNanos() < draft.next.settings.lateAfterNanos();
            if (reporter.goodbye() == null && fresh && reporter.reading() == Reading.ACTIVE) {
                return true;
            }
        }
        return false;
    }

    /** A sample speaks for the time back to its reporter's heartbeat before, or for less where it says so itself. */
    private static IdleRun extend(
            MachineCondition next, long now, @Nullable Long heardBefore, @Nullable Double coveredSeconds) {
        IdleRun run = next.idleRun;
        long late = next.settings.lateAfterNanos();
        if (run == null || now - run.newestNanos() >= late) {
            return new IdleRun(now, now, 0);
        }
        long covered = heardBefore == null ? 0 : Math.min(now - heardBefore, late);
        if (coveredSeconds != null) {
            covered = Math.min(covered, (long) (coveredSeconds * 1e9));
        }
        long added = Math.min(covered, now - run.newestNanos());
        return new IdleRun(run.firstNanos(), now, run.coveredNanos() + added);
    }

    private static @Nullable ReporterState find(List<ReporterState> reporters, String id) {
        for (ReporterState reporter : reporters) {
            if (reporter.id().equals(id)) {
                return reporter;
            }
        }
        return null;
    }

    private static List<ReporterState> replace(List<ReporterState> reporters, ReporterState heard) {
        if (reporters.size() <= 1
                && (reporters.isEmpty() || reporters.get(0).id().equals(heard.id()))) {
            return List.of(heard);
        }
        List<ReporterState> all = new ArrayList<>(reporters.size() + 1);
        all.add(heard);
        for (ReporterState reporter : reporters) {
            if (!reporter.id().equals(heard.id()) && all.size() < MOST_REPORTERS) {
                all.add(reporter);
            }
        }
        return List.copyOf(all);
    }

    private static boolean any(List<ReporterState> reporters, Predicate<Evidence> fact) {
        for (ReporterState reporter : reporters) {
            if (reporter.goodbye() == null && fact.test(reporter.newest())) {
                return true;
            }
        }
        return false;
    }

    /** Adjusts the settings to what is on the machine. */
    @FunctionalInterface
    interface Adjustment {
        EffectiveSettings of(boolean hasProcesses, boolean hasSessions);
    }
}
