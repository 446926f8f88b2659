package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
}
