package com.dumontcloud.samples.inprocess;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.endpoint.AgentEndpoint;
import com.dumontcloud.sdk.policy.endpoint.EmbeddedServer;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own, against a control plane it is told of by its environment. */
class TrainingProgramTest {

    private static final MachineId ID = MachineId.of("28864630");

    @TempDir
    private Path folder;

    private FleetMonitor monitor;
    private EmbeddedServer server;

    @BeforeEach
    void serve() {
        monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
                .build();
        monitor.start();
        monitor.register(ID, "trainer", null);
        server = EmbeddedServer.builder(AgentEndpoint.builder(monitor)
                        .userToken("user-token-of-the-tests")
                        .build())
                .build()
                .start();
    }

    @AfterEach
    void close() {
        server.close();
        monitor.close();
    }

    @Test
    void reportsByItsEnvironmentAndSaysWhenItsWorkIsDone() throws Exception {
        Map<String, String> environment = Map.of(
                "DUMONT_INSTANCE_ID", ID.value(),
                "DUMONT_API_URL", server.uri().toString(),
                "DUMONT_API_TOKEN", monitor.issueToken(ID));

        String first = run(environment, 0, "training.checkpoint", "20");
        String second = run(environment, 0, "training.checkpoint", "21");

        assertThat(first).contains("Epochs done before: 0", "Done; the worst weight is off by");
        assertThat(second).contains("Epochs done before: 20", "Done; the worst weight is off by");
        Heartbeat last = monitor.machine(ID).orElseThrow().newest();
        assertThat(last.reporter().kind()).isEqualTo("process");
        assertThat(last.goodbye()).isEqualTo(Goodbye.FINISHED);
        assertThat(last.busy()).isEqualTo(new BusyReading(false, null, null, null));
        assertThat(monitor.machine(ID).orElseThrow().condition().finishedAtNanos())
                .isPresent();
    }

    @Test
    void saysEverythingThatItsEnvironmentLacks() throws Exception {
        String output = run(Map.of(), 1);

        assertThat(output).contains("DUMONT_INSTANCE_ID", "DUMONT_API_URL", "DUMONT_API_TOKEN");
    }

    private String run(Map<String, String> environment, int expectedExit, String... args)
            throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TrainingProgram.class.getName());
        program.command().addAll(List.of(args));
        program.environment().keySet().removeIf(name -> name.startsWith("DUMONT_"));
        program.environment().putAll(environment);
        Process process = program.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(40, TimeUnit.SECONDS))
                    .as("the program ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isEqualTo(expectedExit);
        return text;
    }
}
