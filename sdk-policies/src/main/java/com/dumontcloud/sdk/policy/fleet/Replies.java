package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a machine's agent is told after its heartbeat: words and order of agent-system.md, section "Enviar Heartbeat". */
final class Replies {

    private Replies() {}

    /**
     * Returns the reply to a heartbeat.
     *
     * @param isNew whether it may have changed anything; an agent that numbers anew in the same run learns by nothing else that it does not
     */
    static HeartbeatReply to(String reporterId, boolean isNew, MachineCondition machine, Moment now) {
        Duration hibernateIn = machine.hibernateIn(now.observedNanos()).orElse(null);
        List<AgentCommand> commands = Stream.of(
                        machine.commandFor(reporterId, now.observedNanos()), machine.errandFor(reporterId))
                .flatMap(Optional::stream)
                .toList();
        return HeartbeatReply.builder()
                .nextHeartbeatIn(Duration.ofNanos(machine.settings().toldNanos()))
                .hibernateIn(hibernateIn)
                .message(isNew ? message(hibernateIn) : "Heartbeat received, but not newer than one before")
                .warning(hibernateIn == null ? null : warning(machine, hibernateIn))
                .commands(commands)
                .build();
    }

    private static String message(@Nullable Duration hibernateIn) {
        return hibernateIn == null ? "Heartbeat received" : "Low utilization detected";
    }

    /** Returns the reply of an engine that may not act now: an order must be on record before it is given. */
    static HeartbeatReply withoutCommands(HeartbeatReply reply) {
        return HeartbeatReply.builder()
                .nextHeartbeatIn(reply.nextHeartbeatIn())
                .hibernateIn(reply.hibernateIn())
                .message(reply.message())
                .warning(reply.warning())
                .build();
    }

    private static String warning(MachineCondition machine, Duration hibernateIn) {
        double bar = machine.settings().base().idleBelowPercent();
        Duration idle = machine.idleRun().map(IdleRun::length).orElse(Duration.ZERO);
        return String.format(
                Locale.ROOT,
                "GPU <%.0f%% utilization for %s. Hibernating in %s.",
                bar,
                minutes(idle),
                minutes(hibernateIn));
    }

    private static String minutes(Duration length) {
        long seconds = length.toSeconds();
        return seconds % 60 == 0 ? seconds / 60 + "min" : seconds + "s";
    }
}
