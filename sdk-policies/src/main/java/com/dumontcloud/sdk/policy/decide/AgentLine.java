package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import com.dumontcloud.sdk.policy.decide.Operation.Told;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the reporters of a machine are told to do. A command rides in the reply to a heartbeat, and is repeated until it is taken. */
final class AgentLine {

    private AgentLine() {}

    static Optional<AgentCommand> commandFor(MachineCondition machine, String reporterId, long now) {
        Operation open = machine.operation;
        Told told = open == null ? null : open.toldTo(reporterId);
        if (open == null || told == null || told.answer() != null) {
            return Optional.empty();
        }
        if (open.phase() != Phase.QUIESCING) {
            return Optional.of(AgentCommand.of(told.commandId(), AgentCommand.HIBERNATE));
        }
        long untilNanos = Saving.untilNanos(machine, open, reporterId);
        return untilNanos == Saving.NOT_WAITED_FOR
                ? Optional.empty()
                : Optional.of(save(told.commandId(), Math.max(0, untilNanos - now)));
    }

    /**
     * Writes down that the reporter whose heartbeat this is gets a command with the reply, if it is its turn and it got none in
     * this phase.
     */
    static void tell(Draft draft) {
        Operation open = draft.next.operation;
        String reporterId = draft.heardReporter;
        if (open == null || reporterId == null || open.toldTo(reporterId) != null) {
            return;
        }
        ReporterState heard = Reporters.find(draft.next.reporters, reporterId);
        if (heard == null) {
            return;
        }
        if (open.phase() == Phase.QUIESCING && Saving.isTurnOf(heard, draft.next, open, draft.now())) {
            String commandId = open.id() + "-save-" + (open.told().size() + 1);
            draft.next.operation = open.telling(new Told(commandId, heard.id(), heard.startId(), draft.now(), null));
        } else if (isParkedByAgent(draft.next, open) && heard.id().equals(parker(draft.next))) {
            draft.next.operation = open.telling(new Told(open.id(), heard.id(), heard.startId(), draft.now(), null));
        }
    }

    /**
     * The reporter that is to park a machine which no provider can park: the one that was told to already, else the {@linkplain
     * #first first} of them.
     */
    static @Nullable String parker(MachineCondition machine) {
        Operation open = machine.operation;
        if (open != null && isParkedByAgent(machine, open) && !open.told().isEmpty()) {
            return open.told().get(0).reporterId();
        }
        ReporterState first = first(machine);
        return first == null ? null : first.id();
    }

    /** Returns who speaks for the machine among those that still report: the installed agent before a program, else the first by id. */
    static @Nullable ReporterState first(MachineCondition machine) {
        ReporterState chosen = null;
        for (ReporterState reporter : Reporters.live(machine)) {
            if (chosen == null || isBefore(reporter, chosen)) {
                chosen = reporter;
            }
        }
        return chosen;
    }

    static boolean isParkedByAgent(MachineCondition machine, Operation open) {
        return machine.isAssumedRunning() && open.kind().isParking() && open.phase() == Phase.EXECUTING;
    }

    /** Only where somebody else parks the machine: without a time to save, the agent is to park it itself. */
    private static AgentCommand save(String commandId, long leftNanos) {
        String seconds = Long.toString(Duration.ofNanos(leftNanos).toSeconds());
        return new AgentCommand(commandId, AgentCommand.HIBERNATE, Map.of(AgentCommand.SAVE_FOR_SECONDS, seconds));
    }

    private static boolean isBefore(ReporterState one, ReporterState other) {
        return one.isProgram() == other.isProgram() ? one.id().compareTo(other.id()) < 0 : other.isProgram();
    }
}
