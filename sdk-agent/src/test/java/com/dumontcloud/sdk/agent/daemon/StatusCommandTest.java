package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.HeartbeatReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person hears of an agent that runs, fails, or is gone: two programs, one file between them. */
class StatusCommandTest {

    @AutoClose
    private final ControlPlane controlPlane = new ControlPlane();

    @TempDir
    private Path files;

    @Test
    void saysThatHeartbeatsAreAccepted() throws Exception {
        try (AgentProcess agent = AgentProcess.start(files, controlPlane.environment())) {
            agent.await(() -> Files.exists(files.resolve("status")));

            try (AgentProcess status = status()) {
                assertThat(status.awaitExit()).as(status.out()).isZero();
                assertThat(status.out())
                        .contains("process " + agent.pid(), "28864630 at " + controlPlane.url())
                        .containsPattern("last accepted \\d s ago, every 5 s")
                        .doesNotContain(ControlPlane.TOKEN);
            }
            try (AgentProcess status = status("--json")) {
                assertThat(status.awaitExit()).isZero();
                assertThat(status.out())
                        .startsWith("{\"installed\":")
                        .contains("\"running\":true", "\"accepted\":true", "\"pid\":" + agent.pid())
                        .contains("\"instance_id\":\"28864630\"", "\"failures_in_a_row\":0", "\"interval_seconds\":5")
                        .endsWith("}\n");
            }
            agent.terminate();
            agent.awaitExit();
        }
        assertThat(files.resolve("status")).doesNotExist();
        assertNotRunning();
    }

    @Test
    void saysWhyHeartbeatsFail() throws Exception {
        Map<String, String> environment = new HashMap<>(controlPlane.environment());
        environment.put("DUMONT_API_TOKEN", "dmt_rotated-away");

        try (AgentProcess agent = AgentProcess.start(files, environment)) {
            agent.await(() -> Files.exists(files.resolve("status")));

            try (AgentProcess status = status()) {
                assertThat(status.awaitExit()).isEqualTo(1);
                assertThat(status.out())
                        .contains("none accepted, 1 failed", "401", "the token is unknown here")
                        .doesNotContain("rotated-away");
            }
        }
    }

    @Test
    void saysThatAHibernationIsAnnounced() throws Exception {
        controlPlane.answer = heartbeat -> HeartbeatReply.builder()
                .nextHeartbeatIn(Duration.ofSeconds(30))
                .hibernateIn(Duration.ofMinutes(10))
                .build();

        try (AgentProcess agent = AgentProcess.start(files, controlPlane.environment())) {
            agent.await(() -> Files.exists(files.resolve("status")));
            agent.awaitErr("is to be hibernated in 600 s");

            try (AgentProcess status = status()) {
                assertThat(status.awaitExit()).isZero();
                assertThat(status.out()).containsPattern("Hibernation +in (9|10) min");
            }
        }
    }

    @Test
    void isNotFooledByAnAgentThatWasKilled() throws Exception {
        try (AgentProcess agent = AgentProcess.start(files, controlPlane.environment())) {
            agent.await(() -> Files.exists(files.resolve("status")));
            agent.kill();
            agent.awaitExit();
        }

        assertThat(files.resolve("status")).exists();
        assertNotRunning();
    }

    @Test
    void isNotFooledByAProcessOfTheSameNumber() throws Exception {
        AgentStatus other = AgentStatus.parse("pid=" + ProcessHandle.current().pid() + "\n"
                + "process_started=2001-01-01T00:00:00Z\nversion=1\ninstance_id=5\napi_url=https://x\n"
                + "started_at=978307200000\nfailures_in_a_row=0\ninterval_seconds=30\n");
        new StatusFile(files.resolve("status")).write(other);

        assertNotRunning();
    }

    private void assertNotRunning() throws Exception {
        try (AgentProcess status = status()) {
            assertThat(status.awaitExit()).isEqualTo(3);
            assertThat(status.out()).containsPattern("Running +no");
        }
        try (AgentProcess status = status("--json")) {
            assertThat(status.awaitExit()).isEqualTo(3);
            assertThat(status.out()).contains("\"running\":false,\"accepted\":false}");
        }
    }

    private AgentProcess status(String... args) throws IOException {
        String[] all = new String[args.length + 1];
        all[0] = "status";
        System.arraycopy(args, 0, all, 1, args.length);
        return AgentProcess.start(files, Map.of(), all);
    }
}
