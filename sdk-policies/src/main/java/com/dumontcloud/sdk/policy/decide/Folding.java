package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What of a condition may be written down a little later than it was answered: that what was known still holds, at a later time.
 *
 * <p>The two halves of one rule. {@link #differsOnlyInTime} says what may be lost in a crash: times at which the same was heard
 * again, never that something changed. {@link #takenUp} makes up for it: whatever was so when the process ended is taken to have
 * been so until now. Between them no action comes earlier for the crash; decision 010 has the reasons.
 */
final class Folding {

    /** The fields that say when, or follow from those that do. A field that is not among them is written before it is answered. */
    static final Set<String> TIMES = Set.of(
            "silentSinceNanos",
            "powerReadNanos",
            "powerAskedNanos",
            "gpuWorkedNanos",
            "habit",
            "idleRun",
            "coverage",
            "plannedNanos",
            "lookAgainNanos",
            "nextDueNanos",
            "machinesInScope",
            "modes",
            "outOfTurn",
            "means",
            "overspent",
            "absences",
            "pending",
            "reporters");

    private static final BiPredicate<MachineCondition, MachineCondition> SAME_BUT_TIMES = ConditionCodec.sameBut(TIMES);

    private Folding() {}

    static boolean differsOnlyInTime(MachineCondition before, MachineCondition next) {
        return SAME_BUT_TIMES.test(before, next)
                && (before.powerReadNanos == null) == (next.powerReadNanos == null)
                && (before.powerAskedNanos == null) == (next.powerAskedNanos == null)
                && isSameRun(before, next)
                && isSameHabit(before.habit, next.habit)
                && Objects.equals(codeOf(before.pending), codeOf(next.pending))
                && before.reporters.size() == next.reporters.size()
                && next.reporters.stream().allMatch(reporter -> isSame(before, reporter))
                && hasGpuWorkedOn(before, next);
    }

    /** Returns the condition with which a process goes on that may have missed the last moments of the one before it. */
    static MachineCondition takenUp(MachineCondition left, long now) {
        MachineCondition next = left.copy();
        if (left.warning != null && !left.warning.hasArrived()) {
            next.warning = null; // Its reply may have been on its way when the process ended.
        }
        if (left.liveness != Liveness.HEALTHY) {
            return next;
        }
        next.silentSinceNanos = Math.max(left.silentSinceNanos, now);
        next.reporters = left.reporters.stream()
                .map(reporter -> isRecent(left, reporter, now) ? reporter.heardUntil(now) : reporter)
                .toList();
        if (left.reporters.stream().anyMatch(reporter -> isRecent(left, reporter, now) && isAt(reporter, left))) {
            next.gpuWorkedNanos = now;
        }
        return next;
    }

    private static boolean isRecent(MachineCondition machine, ReporterState reporter, long now) {
        return reporter.counts() && now - reporter.heardNanos() < machine.settings.lateAfterNanos();
    }

    private static boolean isSameRun(MachineCondition before, MachineCondition next) {
        return (before.idleRun == null || next.idleRun == null)
                ? before.idleRun == null && next.idleRun == null
                : before.idleRun.firstNanos() == next.idleRun.firstNanos();
    }

    /** In use once more is the same at a later time. */
    private static boolean isSameHabit(Habit before, Habit next) {
        return before.gaps().equals(next.gaps())
                && (before.usedNanos() == null) == (next.usedNanos() == null)
                && Objects.equals(before.offNanos(), next.offNanos())
                && before.parkedByEngine() == next.parkedByEngine()
                && before.leastNanos() == next.leastNanos();
    }

    /** Memory is compared with the sample before, and power with the least so far: a sample in which either moved must not be lost. */
    private static boolean isSame(MachineCondition before, ReporterState next) {
        ReporterState known = Reporters.find(before.reporters, next.id());
        return known != null
                && known.counts() == next.counts()
                && Objects.equals(known.startId(), next.startId())
                && known.pastStarts().equals(next.pastStarts())
                && (known.newestSeq() == null) == (next.newestSeq() == null)
                && known.reading() == next.reading()
                && known.hasProcesses() == next.hasProcesses()
                && known.idlePower().equals(next.idlePower())
                && known.hasSessions() == next.hasSessions()
                && Objects.equals(
                        known.newest().gpu().memoryUsedMib(),
                        next.newest().gpu().memoryUsedMib())
                && isActive(known.newest().busy()) == isActive(next.newest().busy())
                && next.newest().results().isEmpty()
                && (known.movedNanos() == next.movedNanos() || (hasMoved(known) && hasMoved(next)));
    }

    private static boolean hasMoved(ReporterState reporter) {
        return reporter.movedNanos() == reporter.heardNanos();
    }

    private static boolean isActive(@Nullable BusyReading busy) {
        return busy != null && busy.active();
    }

    /** A GPU that worked in a reporter's sample and in its next one has only gone on. */
    private static boolean hasGpuWorkedOn(MachineCondition before, MachineCondition next) {
        return Objects.equals(before.gpuWorkedNanos, next.gpuWorkedNanos)
                || (isAtAny(before.reporters, before) && isAtAny(next.reporters, next));
    }

    private static boolean isAtAny(List<ReporterState> reporters, MachineCondition machine) {
        return reporters.stream().anyMatch(reporter -> isAt(reporter, machine));
    }

    private static boolean isAt(ReporterState reporter, MachineCondition machine) {
        return machine.gpuWorkedNanos != null && machine.gpuWorkedNanos == reporter.heardNanos();
    }

    private static Reason.@Nullable Code codeOf(@Nullable Reason reason) {
        return reason == null ? null : reason.code();
    }
}
