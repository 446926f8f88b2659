package com.dumontcloud.samples.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.vast.simulator.VastFault;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every fault of the simulated Vast at 5 % of its calls, each by itself, so that three calls of four go wrong in some way, and
 * machines lost besides: the run ends, if it could not go on after it is started again; nothing is billed any more, and it cost no more than it might.
 */
@Execution(ExecutionMode.CONCURRENT)
class TrainingFaultsTest {

    private static final double SHARE = 0.05;
    private static final int MOST_STARTS = 5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4})
    void endsWithinItsBudgetAndLeavesNothing(long seed) throws Exception {
        train(seed);
    }

    @Tag("soak")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void endsWithinItsBudgetAndLeavesNothingWhateverHappens(long seed) throws Exception {
        train(seed);
    }

    static LongStream manySeeds() {
        return LongStream.rangeClosed(1, 100);
    }

    /** Every third may bid, and every fourth has too little money for all its steps. */
    private void train(long seed) throws Exception {
        BigDecimal budget = seed % 4 == 0 ? new BigDecimal("0.60") : TrainingOnVast.BUDGET;
        try (TrainingOnVast run = new TrainingOnVast(seed, folder.resolve("run")).dangerous(seed)) {
            run.simulator.faults().eachRandomly(SHARE, VastFault.values());

            Integer exitCode = null;
            for (int starts = 0; exitCode == null && starts < MOST_STARTS; starts++) {
                exitCode = start(run, TrainingOnVast.plan(budget, 90, seed % 3 == 0));
            }

            assertThat(run.simulator.billed())
                    .as("billed in the end: %s", run.said())
                    .isEmpty();
            assertThat(run.simulator.billedVolumes()).isEmpty();
            assertThat(run.cloud.billedUsd()).as(run.said()).isLessThanOrEqualTo(budget);
            assertThat(exitCode).as(run.said()).isIn(0, 3);
            if (budget.equals(TrainingOnVast.BUDGET)) {
                assertThat(exitCode).as("it had money enough: %s", run.said()).isZero();
            }
        }
    }

    /** Returns its exit code; null where it could not go on, and wants to be started again. */
    private static @Nullable Integer start(TrainingOnVast run, Plan plan) throws InterruptedException {
        try {
            return run.train(plan);
        } catch (DumontException couldNotGoOn) {
            return null;
        }
    }
}
