package com.dumontcloud.samples.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.vast.simulator.VastFault;
import com.dumontcloud.sdk.vast.simulator.VastMarketOffer;
import com.dumontcloud.sdk.vast.simulator.VastSimulator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
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

    /** Of each fault by itself: three calls of four go wrong in some way. */
    private static final double SHARE = 0.05;

    private static final Duration LAG = Duration.ofSeconds(90);
    private static final int MOST_STARTS = 5;
    private static final int COULD_NOT_GO_ON = 1;

    @TempDir
    private Path folder;

    private final Instant origin = Instant.now();
    private final FastTime time = new FastTime(origin);
    private final SimulatedCloud cloud = SimulatedCloud.builder(time)
            .name("vast")
            .billsStarting(false)
            .billsFailed(false)
            .build();
    private final Transcript said = new Transcript();
    private VastSimulator simulator;

    @BeforeEach
    void open() {
        simulator = VastSimulator.start(cloud, time, 0);
        for (int i = 1; i <= 12; i++) {
            simulator.offer(new VastMarketOffer(40 + i, i, "RTX 4090", 24_564, 0.3 + i / 100.0, 0.1, "Ohio, US", 500));
        }
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void goesOnWhereItWasKilled() throws Exception {
        Process first = start(30);
        said.await("step 5 of 30");
        kill(first);
        assertThat(simulator.billed()).as("when it is dead").hasSize(1);

        assertThat(end(start(30))).as(said()).isZero();

        assertNothingIsLeft();
        assertThat(said())
                .containsOnlyOnce("step 5 of 30")
                .contains("was left behind and is given back")
                .contains("done: 30 steps");
    }

    /** As Ctrl-C does: its machine goes before it does. */
    @Test
    void givesItsMachineBackWhenItIsToldToEnd() throws Exception {
        Process program = start(600);
        said.await("step 5 of 600");

        program.toHandle().destroy();

        end(program);
        assertThat(simulator.billed()).as(said()).isEmpty();
        assertThat(said()).contains("Start again to go on");
    }

    /** At any instant of its first start, as it rents, trains, parks, wakes or gives back. */
    @Tag("crash")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void leavesNothingWhereverItIsKilled(long seed) throws Exception {
        killAtRandom(seed, 1, 8_000);
    }

    /** The faults go on over every start after it. */
    @Tag("crash")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void leavesNothingWhereverItIsKilledThoughMostCallsFail(long seed) throws Exception {
        simulator.faults().eachRandomly(SHARE, VastFault.values());
        killAtRandom(seed, 1, 8_000);
    }

    @Tag("crash")
    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104, 105, 106, 107, 108})
    void leavesNothingHoweverOftenItIsKilledThoughMostCallsFail(long seed) throws Exception {
        simulator.listLag(LAG);
        simulator.faults().eachRandomly(SHARE, VastFault.values());
        killAtRandom(seed, 4, 6_000);
    }

    static LongStream manySeeds() {
        return LongStream.rangeClosed(1, 50);
    }

    /** Kills it, and starts it again until it ends by itself with its work done or its budget spent. */
    private void killAtRandom(long seed, int kills, int latestMillis) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < kills; i++) {
            Process program = start(20);
            if (program.waitFor(random.nextInt(300, latestMillis), TimeUnit.MILLISECONDS)) {
                break;
            }
            kill(program);
        }

        int exitCode = end(start(20));
        for (int starts = 1; exitCode == COULD_NOT_GO_ON && starts < MOST_STARTS; starts++) {
            exitCode = end(start(20));
        }

        assertThat(exitCode).as(said()).isIn(0, 3);
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        assertThat(simulator.billed()).as("machines: %s", said()).isEmpty();
        assertThat(simulator.billedVolumes()).as("volumes: %s", said()).isEmpty();
        assertThat(cloud.billedUsd()).as(said()).isLessThanOrEqualTo(BUDGET);
    }

    private Process start(int steps) throws IOException {
        return said.listenTo(
                OrchestratorProcess.start(simulator.url(), origin, folder.resolve("run"), steps, BUDGET, PAUSE_EVERY));
    }

    /** By its handle: a {@code Process} that is destroyed closes what it said as well. */
    private static void kill(Process program) throws InterruptedException {
        program.toHandle().destroyForcibly();
        program.waitFor();
    }

    private int end(Process program) throws InterruptedException {
        try {
            assertThat(program.waitFor(3, TimeUnit.MINUTES)).as("it ends").isTrue();
            said.awaitEnd();
            return program.exitValue();
        } finally {
            program.toHandle().destroyForcibly();
        }
    }

    private String said() {
        return said.toString();
    }
}
