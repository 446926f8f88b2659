package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.decide.Operation.Told;
import java.util.List;
import java.util.Objects;

/**
 * Who saves before a machine is parked, in which order, and for how long that is waited for: every program at once, and once none
 * of them is waited for any longer, the agent, whose saving may be of what the programs saved.
 */
final class Saving {

    /** Earlier than any time: it has answered, or is not there any more. */
    static final long NOT_WAITED_FOR = Long.MIN_VALUE;

    private Saving() {}

    /** Returns whether anybody is there to save, and is given time to. */
    static boolean isPossible(MachineCondition machine) {
        return machine.liveness.isReporting()
                && !machine.settings.base().saveFor().isZero()
                && !savers(machine).isEmpty();
    }

    /**
     * Observed time by which saving that begins now is over, whoever has not answered. A command waits for the heartbeat whose
     * reply carries it, and the agent's for its own after the programs': none of that is taken from the time to save.
     */
    static long deadlineNanos(MachineCondition machine, long now) {
        List<ReporterState> savers = savers(machine);
        long programs = savers.stream().filter(ReporterState::isProgram).count();
        int rounds = programs == 0 || programs == savers.size() ? 1 : 2;
        return now + saveForNanos(machine) + rounds * nextHeartbeatNanos(machine);
    }

    /** Observed time until which anybody is waited for; {@link #NOT_WAITED_FOR} once everybody has answered or is gone. */
    static long untilNanos(MachineCondition machine, Operation open) {
        long latest = NOT_WAITED_FOR;
        for (ReporterState saver : savers(machine)) {
            latest = Math.max(latest, untilNanos(machine, open, saver));
        }
        return latest;
    }

    /** Observed time until which this one is waited for. */
    static long untilNanos(MachineCondition machine, Operation open, String reporterId) {
        ReporterState saver = Reporters.find(savers(machine), reporterId);
        return saver == null ? NOT_WAITED_FOR : untilNanos(machine, open, saver);
    }

    /** Returns whether this one, which was told nothing yet, may be told to save now. */
    static boolean isTurnOf(ReporterState reporter, MachineCondition machine, Operation open, long now) {
        List<ReporterState> savers = savers(machine);
        return savers.contains(reporter)
                && (reporter.isProgram()
                        || savers.stream()
                                .filter(ReporterState::isProgram)
                                .noneMatch(program -> now < untilNanos(machine, open, program)));
    }

    /** Another run of the same reporter is not the one that was told, and is not told again. */
    private static long untilNanos(MachineCondition machine, Operation open, ReporterState saver) {
        Told told = open.toldTo(saver.id());
        if (told == null) {
            return open.deadlineNanos();
        }
        boolean isOver = told.isOver() || !Objects.equals(told.startId(), saver.startId());
        return isOver ? NOT_WAITED_FOR : Math.min(open.deadlineNanos(), told.atNanos() + saveForNanos(machine));
    }

    /** Everybody who is still heard. Whoever is to park the machine itself sees to its own state when told to do so. */
    private static List<ReporterState> savers(MachineCondition machine) {
        String parker = machine.isAssumedRunning() ? AgentLine.parker(machine) : null;
        return Reporters.live(machine).stream()
                .filter(reporter -> !reporter.id().equals(parker))
                .toList();
    }

    private static long saveForNanos(MachineCondition machine) {
        return machine.settings.base().saveFor().toNanos();
    }

    /** Jitter makes an interval a tenth longer; a quarter leaves room for a slow network. */
    private static long nextHeartbeatNanos(MachineCondition machine) {
        return machine.settings.toldNanos() * 5 / 4;
    }
}
