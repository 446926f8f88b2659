package com.dumontcloud.sdk.policy.endpoint;

import static com.dumontcloud.sdk.policy.endpoint.PrintedDocumentsTest.document;
import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent of agent-system.md as a process of its own: unmodified but for URL, id and token. */
class PythonAgentLoopTest {

    private static final String ID = "python-machine-1";

    @TempDir
    Path directory;

    @Test
    void reportsAndShowsUpInTheList() throws Exception {
        String python = Tool.require("python3-requests", "/usr/bin/python3");
        try (ServedFleet fleet = new ServedFleet(Preset.BALANCED)) {
            String token = fleet.rent(ID);
            Path script = Files.writeString(
                    directory.resolve("agent.py"),
                    document("agent-system/heartbeat-loop.py")
                            .replace(
                                    "https://dumontcloud.com",
                                    fleet.server.uri().toString())
                            .replace("28864630", ID)
                            .replace("INSTANCE_TOKEN", token));

            Process agent = new ProcessBuilder(python, script.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("agent.log").toFile())
                    .start();
            try {
                Reply row = firstRowWithHeartbeat(fleet, agent);

                assertThat(row.at("instances.0.instance_id")).isEqualTo(ID);
                assertThat(row.at("instances.0.health")).isEqualTo("healthy");
                assertThat(row.at("instances.0.gpu_utilization")).isEqualTo(87.0);
                assertThat(row.at("instances.0.last_heartbeat")).isNotNull();
            } finally {
                agent.destroyForcibly().waitFor();
            }
        }
    }

    private Reply firstRowWithHeartbeat(ServedFleet fleet, Process agent) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < deadline) {
            Reply list = fleet.get("/api/agent/instances");
            if (list.at("instances.0.last_heartbeat") != null) {
                return list;
            }
            assertThat(agent.waitFor(50, TimeUnit.MILLISECONDS))
                    .as(Files.readString(directory.resolve("agent.log")))
                    .isFalse();
        }
        throw new AssertionError("no heartbeat within 30 s");
    }
}
