package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a machine's agent is asked to do, and which of its reporters is the agent. */
final class AgentLine {

    private AgentLine() {}

    static Optional<AgentCommand> commandFor(MachineCondition machine, String reporterId, long now) {
        Operation open = machine.operation;
        if (open == null || open.commandTaken() || !isAsked(machine, open) || !reporterId.equals(asked(machine))) {
            return Optional.empty();
        }
        return Optional.of(new AgentCommand(open.id(), AgentCommand.HIBERNATE, arguments(machine, open, now)));
    }

    /**
     * Only where somebody else parks the machine: without a time to save, the agent is to park it itself. The time is what is
     * left of it, since the reply that told it first may have been lost.
     */
    private static Map<String, String> arguments(MachineCondition machine, Operation open, long now) {
        if (open.phase() != Phase.QUIESCING) {
            return Map.of();
        }
        long spent = open.told() == null ? 0 : now - open.told().atNanos();
        Duration left = machine.settings.base().saveFor().minusNanos(spent);
        return Map.of(AgentCommand.SAVE_FOR_SECONDS, Long.toString(Math.max(0, left.toSeconds())));
    }

    /** Whether the agent has something to do now: save its state, or park the machine itself where no provider can. */
    static boolean isAsked(MachineCondition machine, Operation open) {
        return open.kind().isParking()
                && (open.phase() == Phase.QUIESCING || (machine.isAssumedRunning() && open.phase() == Phase.EXECUTING));
    }

    /**
     * The reporter that is asked: the one that was told already; else one that still reports, the installed agent before a
     * program, else the first by id.
     */
    static @Nullable String asked(MachineCondition machine) {
        Operation.Told told = machine.operation == null ? null : machine.operation.told();
        if (told != null) {
            return told.reporterId();
        }
        long newest = Long.MIN_VALUE;
        for (ReporterState reporter : machine.reporters) {
            newest = Math.max(newest, reporter.heardNanos());
        }
        ReporterState chosen = null;
        for (ReporterState reporter : machine.reporters) {
            boolean isLive = reporter.counts() && newest - reporter.heardNanos() < machine.settings.lateAfterNanos();
            if (isLive && (chosen == null || isBefore(reporter, chosen))) {
                chosen = reporter;
            }
        }
        return chosen == null ? null : chosen.id();
    }

    private static boolean isBefore(ReporterState one, ReporterState other) {
        return one.isProgram() == other.isProgram() ? one.id().compareTo(other.id()) < 0 : other.isProgram();
    }
}
