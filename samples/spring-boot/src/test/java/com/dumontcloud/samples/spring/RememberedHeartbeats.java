package com.dumontcloud.samples.spring;

import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.HeartbeatSink;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.PeopleProbe;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A control plane that remembers what it got, in virtual time. */
final class RememberedHeartbeats implements HeartbeatSink, ReporterOptionsCustomizer {

    final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T08:00:00Z"));
    final List<Heartbeat> sent = new CopyOnWriteArrayList<>();
    private final Path state;
    private List<AgentCommand> commands = List.of();

    RememberedHeartbeats(Path state) {
        this.state = state;
    }

    @Override
    public void customize(ReporterOptions.Builder options) {
        options.sink(this)
                .timeSource(time)
                .stateDirectory(state)
                .gpuProbe(GpuProbe.none())
                .hostProbe(HostProbe.none())
                .peopleProbe(PeopleProbe.none());
    }

    @Override
    public HeartbeatReply send(Heartbeat heartbeat) {
        sent.add(heartbeat);
        return HeartbeatReply.builder().commands(commands).build();
    }

    /** Asks for this in every reply from now on. */
    void ask(AgentCommand... commands) {
        this.commands = List.of(commands);
    }

    /** Lets the time of a heartbeat pass and returns the newest. */
    Heartbeat next() {
        time.advance(Duration.ofSeconds(40));
        return newest();
    }

    Heartbeat newest() {
        return sent.get(sent.size() - 1);
    }
}
