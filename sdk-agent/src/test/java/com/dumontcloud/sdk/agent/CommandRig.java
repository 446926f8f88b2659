package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A reporter on virtual time and a control plane that asks each command once. */
final class CommandRig implements AutoCloseable {

    final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-01T12:00:00Z"));
    final RecordingSink sink = new RecordingSink(time);
    final ReporterOptions.Builder options;
    boolean reachable = true;
    private final List<AgentCommand> asked = new ArrayList<>();
    private final List<HeartbeatReporter> started = new ArrayList<>();

    CommandRig(Path state) {
        options = ReporterOptions.builder(MachineId.of("7"))
                .sink(sink)
                .timeSource(time)
                .random(new SplittableRandom(42))
                .gpuProbe(GpuProbe.none())
                .hostProbe(HostProbe.none())
                .peopleProbe(PeopleProbe.none())
                .stateDirectory(state);
        sink.answer = heartbeat -> {
            if (!reachable) {
                throw new DumontException(Kind.NETWORK, "unreachable");
            }
            List<AgentCommand> now = List.copyOf(asked);
            asked.clear();
            return HeartbeatReply.builder().commands(now).build();
        };
    }

    HeartbeatReporter start() {
        HeartbeatReporter reporter = HeartbeatReporter.start(options.build());
        started.add(reporter);
        return reporter;
    }

    /** Has the reply to the next heartbeat ask for this. */
    void ask(AgentCommand command) {
        asked.add(command);
    }

    void askToSave(String id, int seconds) {
        ask(save(id, seconds));
    }

    static AgentCommand save(String id, int seconds) {
        return new AgentCommand(
                id, AgentCommand.HIBERNATE, Map.of(AgentCommand.SAVE_FOR_SECONDS, String.valueOf(seconds)));
    }

    /** Lets time pass until a reply has been given and what it asks for has been looked at. */
    void beat() {
        time.advance(Duration.ofSeconds(34));
    }

    /** Returns everything that counted heartbeats said of this command, without repetitions. */
    List<CommandResult> told(String id) {
        return sink.sent.stream()
                .flatMap(heartbeat -> heartbeat.results().stream())
                .filter(result -> result.id().equals(id))
                .distinct()
                .toList();
    }

    /** Returns the ends of this command that were told. */
    List<CommandResult.Outcome> ends(String id) {
        return told(id).stream()
                .map(CommandResult::outcome)
                .filter(CommandResult.Outcome::isFinal)
                .toList();
    }

    @Override
    public void close() {
        reachable = true;
        started.forEach(HeartbeatReporter::close);
    }
}
