package com.dumontcloud.samples.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.vast.simulator.VastFault;
import com.dumontcloud.sdk.vast.simulator.VastMarketOffer;
import com.dumontcloud.sdk.vast.simulator.VastSimulator;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real process that rents machines is killed and started again: nothing is left behind, and no more is spent than may be. */
@Execution(ExecutionMode.CONCURRENT)
class OrchestratorKillTest {

    private static final BigDecimal BUDGET = new BigDecimal("3.00");
    private static final int PAUSE_EVERY = 12;

    @TempDir
    private Path folder;

    private final Instant origin = Instant.now();
    private final FastTime time = new FastTime(origin);
    private final SimulatedCloud cloud =
            SimulatedCloud.builder(time).name("vast").billsStarting(false).build();
    private VastSimulator simulator;
    private File said;

    @BeforeEach
    void open() {
        simulator = VastSimulator.start(cloud, time, 0);
        for (int i = 1; i <= 12; i++) {
            simulator.offer(new VastMarketOffer(40 + i, i, "RTX 4090", 24_564, 0.3 + i / 100.0, 0.1, "Ohio, US", 500));
        }
        said = folder.resolve("said").toFile();
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void goesOnWhereItWasKilled() throws Exception {
        Process first = start(10);
        awaitSaid("step 5 of 10");
        first.destroyForcibly().waitFor();
        assertThat(simulator.billed()).as("when it is dead").hasSize(1);

        assertThat(end(start(10))).as(said()).isZero();

        assertThat(simulator.billed()).as(said()).isEmpty();
        assertThat(cloud.billedUsd()).as(said()).isLessThanOrEqualTo(BUDGET);
        assertThat(said())
                .containsOnlyOnce("step 5 of 10")
                .contains("was left behind and is given back")
                .contains("done: 10 steps");
    }

    /** As Ctrl-C does: its machine goes before it does. */
    @Test
    void givesItsMachineBackWhenItIsToldToEnd() throws Exception {
        Process program = start(600);
        awaitSaid("step 5 of 600");

        program.destroy();

        end(program);
        assertThat(simulator.billed()).as(said()).isEmpty();
        assertThat(said()).contains("Start again to go on");
    }

    /** At any instant of its first start, as it rents, trains, parks, wakes or gives back; every second seed with faults. */
    @Tag("crash")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void leavesNothingWhereverItIsKilled(long seed) throws Exception {
        killAtRandom(seed, 1, 8_000);
    }

    @Tag("crash")
    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104, 105, 106, 107, 108})
    void leavesNothingHoweverOftenItIsKilled(long seed) throws Exception {
        killAtRandom(seed, 6, 4_000);
    }

    static LongStream manySeeds() {
        return LongStream.rangeClosed(1, 100);
    }

    private void killAtRandom(long seed, int kills, int latestMillis) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        simulator.faults().randomly(seed % 2 == 0 ? 0.05 : 0, VastFault.values());
        for (int i = 0; i < kills; i++) {
            Process program = start(20);
            if (program.waitFor(random.nextInt(300, latestMillis), TimeUnit.MILLISECONDS)) {
                break;
            }
            program.destroyForcibly().waitFor();
        }
        simulator.faults().clear();

        assertThat(end(start(20))).as(said()).isIn(0, 3);

        assertThat(simulator.billed()).as(said()).isEmpty();
        assertThat(cloud.billedUsd()).as(said()).isLessThanOrEqualTo(BUDGET);
    }

    private Process start(int steps) throws IOException {
        return OrchestratorProcess.start(
                simulator.url(), origin, folder.resolve("run"), steps, BUDGET, PAUSE_EVERY, said);
    }

    private static int end(Process program) throws InterruptedException {
        try {
            assertThat(program.waitFor(3, TimeUnit.MINUTES)).as("it ends").isTrue();
            return program.exitValue();
        } finally {
            program.destroyForcibly();
        }
    }

    private void awaitSaid(String text) throws Exception {
        for (int tries = 0; tries < 2_000 && !said().contains(text); tries++) {
            Thread.sleep(20);
        }
        assertThat(said()).contains(text);
    }

    private String said() throws IOException {
        return said.exists() ? Files.readString(said.toPath()) : "";
    }
}
