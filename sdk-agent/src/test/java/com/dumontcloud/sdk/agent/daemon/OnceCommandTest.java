package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One heartbeat by hand. */
class OnceCommandTest {

    @TempDir
    private Path files;

    @Test
    void printsOneHeartbeatWithoutServerTokenOrUrl() throws Exception {
        try (AgentProcess agent = AgentProcess.start(files, Map.of("DUMONT_INSTANCE_ID", "456789"), "once", "--json")) {
            assertThat(agent.awaitExit()).as(agent.err()).isZero();

            assertThat(agent.out().lines()).hasSize(1);
            assertThat(agent.out()).startsWith("{\"instance_id\":456789,");
            Heartbeat heartbeat = AgentCodec.decodeHeartbeat(agent.out().getBytes(StandardCharsets.UTF_8));
            assertThat(heartbeat.reporter().kind()).isEqualTo("agent");
            assertThat(heartbeat.host().cpuPercent()).isNotNull();
            assertThat(heartbeat.host().memoryTotalMib()).isPositive();
            assertThat(heartbeat.bootId()).isNotBlank();
        }
    }

    @Test
    void saysThatTheMachineHasNoIdYet() throws Exception {
        try (AgentProcess agent = AgentProcess.start(files, Map.of(), "once", "--json")) {
            assertThat(agent.awaitExit()).isZero();
            assertThat(agent.err()).contains("DUMONT_INSTANCE_ID");
            assertThat(AgentCodec.decodeHeartbeat(agent.out().getBytes(StandardCharsets.UTF_8))
                            .instanceId()
                            .value())
                    .isEqualTo("unregistered");
        }
    }

    @Test
    void sendsOneHeartbeatUnderANameOfItsOwnAndLeaves() throws Exception {
        try (ControlPlane controlPlane = new ControlPlane()) {
            controlPlane.answer = heartbeat -> HeartbeatReply.builder()
                    .nextHeartbeatIn(Duration.ofSeconds(30))
                    .hibernateIn(Duration.ofSeconds(90))
                    .commands(List.of(AgentCommand.of("c-1", AgentCommand.HIBERNATE)))
                    .build();

            try (AgentProcess agent = AgentProcess.start(files, controlPlane.environment(), "once")) {
                assertThat(agent.awaitExit()).as(agent.err()).isZero();
                assertThat(agent.err())
                        .contains("next heartbeat in 30 s, hibernation in 90 s, 1 commands for the agent")
                        .doesNotContain(ControlPlane.TOKEN);
                assertThat(agent.out()).isEmpty();
            }

            assertThat(controlPlane.heartbeats).hasSize(2);
            assertThat(controlPlane.heartbeats)
                    .allMatch(heartbeat -> heartbeat.reporter().id().equals("once"))
                    .allMatch(heartbeat -> heartbeat.results().isEmpty());
            assertThat(controlPlane.heartbeats.get(0).goodbye()).isNull();
            assertThat(controlPlane.heartbeats.get(1).goodbye()).isEqualTo(Goodbye.STOPPED);
        }
    }

    @Test
    void printsAndSendsWhenAskedForBoth() throws Exception {
        try (ControlPlane controlPlane = new ControlPlane();
                AgentProcess agent =
                        AgentProcess.start(files, controlPlane.environment(), "once", "--json", "--send")) {
            assertThat(agent.awaitExit()).as(agent.err()).isZero();
            assertThat(agent.out()).startsWith("{\"instance_id\":28864630,");
            assertThat(controlPlane.heartbeats).hasSize(2);
        }
    }

    @Test
    void failsWhenItIsNotAccepted() throws Exception {
        try (ControlPlane controlPlane = new ControlPlane();
                AgentProcess agent = AgentProcess.start(
                        files,
                        Map.of(
                                "DUMONT_INSTANCE_ID", "1",
                                "DUMONT_API_URL", controlPlane.url(),
                                "DUMONT_API_TOKEN", "dmt_wrong-one"),
                        "once")) {
            assertThat(agent.awaitExit()).isEqualTo(1);
            assertThat(agent.err()).contains("401", "the token is unknown here").doesNotContain("wrong-one", "\tat ");
        }
    }

    @Test
    void namesWhatItLacksToSend() throws Exception {
        try (AgentProcess agent = AgentProcess.start(files, Map.of(), "once")) {
            assertThat(agent.awaitExit()).isEqualTo(2);
            assertThat(agent.err()).contains("DUMONT_INSTANCE_ID", "DUMONT_API_TOKEN");
        }
    }
}
