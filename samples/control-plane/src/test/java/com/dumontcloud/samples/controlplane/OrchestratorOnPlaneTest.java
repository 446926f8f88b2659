package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.orchestrator.Orchestrator;
import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.simulation.Timings;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.vast.VastOptions;
import com.dumontcloud.sdk.vast.simulator.VastMarketOffer;
import com.dumontcloud.sdk.vast.simulator.VastSimulator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The training run that rents for itself, unchanged, on a control plane before a Vast on loopback: three processes, in real time. */
@DisabledOnOs(OS.WINDOWS)
@Execution(ExecutionMode.CONCURRENT)
class OrchestratorOnPlaneTest {

    private static final Timings QUICK =
            new Timings(Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(200));

    private static final String BUDGET = "1.00";
    private static final long MOST_MINUTES = 8;

    private final SystemTime time = SystemTime.create("dumont-test-orchestrator", 1);
    private final SimulatedCloud cloud = SimulatedCloud.builder(time)
            .name("vast")
            .billsStarting(false)
            .billsFailed(false)
            .timings(QUICK)
            .build();
    private final VastSimulator vast = VastSimulator.start(cloud, time, 0);

    @TempDir
    private Path folder;

    @BeforeEach
    void fillTheMarket() {
        vast.offer(new VastMarketOffer(41, 1, "RTX 4090", 24_564, 0.32, 0.1, "Ohio, US", 500));
        vast.offer(new VastMarketOffer(42, 2, "RTX 4090", 24_564, 0.31, 0.1, "Ohio, US", 500));
    }

    @AfterEach
    void close() {
        vast.close();
        time.close();
    }

    /** Takes minutes: what was rented a moment ago counts as gone only once Vast's lists cannot lag any more. */
    @Tag("soak")
    @Test
    void finishesLeavesNothingRentedAndStaysWithinItsBudget() throws Exception {
        try (ControlPlaneProcess plane =
                ControlPlaneProcess.start(folder.resolve("plane"), atVast(), "--provider=vast", "--shadow=off")) {
            String uri = plane.uri();

            String said = train(uri);

            assertThat(said).contains("done: 3 steps");
            assertThat(vast.billed()).isEmpty();
            assertThat(cloud.machines())
                    .singleElement()
                    .extracting(SimulatedMachine::state)
                    .isEqualTo(MachineState.DELETED);
            assertThat(cloud.billedUsd()).isPositive().isLessThanOrEqualTo(new BigDecimal(BUDGET));
            try (DumontClient owner = ControlPlaneProcess.client(uri)) {
                assertThat(owner.machines().openOperations()).isEmpty();
            }
        }
    }

    /** Runs the program as its README does, until it ends with every step done, and returns what it said. */
    private String train(String uri) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Orchestrator.class.getName()));
        command.addAll(List.of("--provider", "dumont", "--budget", BUDGET, "--logbook", folder + "/run"));
        command.addAll(List.of("--steps", "3", "--step-seconds", "0", "--checkpoint-every", "1"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment()
                .putAll(Map.of(
                        ClientOptions.URL_VARIABLE, uri, ClientOptions.TOKEN_VARIABLE, ControlPlaneProcess.TOKEN));
        Process program = builder.start();
        try {
            boolean ended = program.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
            assertThat(ended).as(Files.readString(said)).isTrue();
            assertThat(program.exitValue()).as(Files.readString(said)).isZero();
            return Files.readString(said);
        } finally {
            program.destroyForcibly();
        }
    }

    private Map<String, String> atVast() {
        return Map.of(VastOptions.URL_VARIABLE, vast.url(), VastOptions.KEY_VARIABLE, "any");
    }
}
