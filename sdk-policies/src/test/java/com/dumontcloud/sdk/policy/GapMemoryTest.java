package com.dumontcloud.sdk.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GapMemoryTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final double LN_2 = Math.log(2);
    private static final Offset<Double> ROUNDING = within(1e-6);

    @Test
    void takesNoInterestInWhatIsShorterThanFiveMinutes() {
        assertThat(GapMemory.NONE.plus(MINUTE.multipliedBy(5).minusNanos(1))).isSameAs(GapMemory.NONE);
        assertThat(GapMemory.NONE.plusUnfinished(MINUTE.multipliedBy(5).minusNanos(1)))
                .isSameAs(GapMemory.NONE);
        assertThat(GapMemory.NONE.plus(MINUTE.multipliedBy(5)).gaps()).isEqualTo(1);
    }

    @ParameterizedTest(name = "a gap of {0} s ends in doubling {1}")
    @CsvSource({"300, 0", "599, 0", "600, 1", "1199, 1", "1200, 2", "307199, 9", "307200, 10", "614399, 10"})
    void aGapEndsInTheDoublingThatItsLengthFallsInto(long seconds, int doubling) {
        GapMemory memory = GapMemory.NONE.plus(Duration.ofSeconds(seconds));

        for (int k = 0; k < GapMemory.DOUBLINGS; k++) {
            assertThat(memory.ended(k)).isEqualTo(k == doubling ? 1 : 0);
        }
    }

    @Test
    void aGapPassesThroughEveryDoublingBeforeAndPartOfItsOwn() {
        GapMemory memory = GapMemory.NONE.plus(MINUTE.multipliedBy(30)); // 5 to 10, 10 to 20, and 20 to 30 of 40

        assertThat(memory.passed(0)).isCloseTo(LN_2, ROUNDING);
        assertThat(memory.passed(1)).isCloseTo(LN_2, ROUNDING);
        assertThat(memory.passed(2)).isCloseTo(Math.log(1.5), ROUNDING);
        assertThat(memory.passed(3)).isZero();
    }

    @Test
    void anUnfinishedGapPassesAndDoesNotEnd() {
        GapMemory memory = GapMemory.NONE.plusUnfinished(MINUTE.multipliedBy(10));

        assertThat(memory.gaps()).isZero();
        assertThat(memory.passed(0)).isCloseTo(LN_2, ROUNDING);
        assertThat(memory.passed(1)).isZero();
    }

    @Test
    void whatLastsLongerThanAWeekOnlyPasses() {
        GapMemory year = GapMemory.NONE.plus(Duration.ofDays(365));

        assertThat(year.gaps()).isZero();
        assertThat(year.passed(GapMemory.DOUBLINGS - 1)).isCloseTo(LN_2, ROUNDING);
        assertThat(year).isEqualTo(GapMemory.NONE.plus(Duration.ofMinutes(5 << GapMemory.DOUBLINGS)));
    }

    @Test
    void eachGapTakesTheTwentyFifthPartOfTheWeightOfThoseBefore() {
        GapMemory memory = GapMemory.NONE.plus(MINUTE.multipliedBy(6)).plus(MINUTE.multipliedBy(12));

        assertThat(memory.ended(0)).isCloseTo(0.96, ROUNDING);
        assertThat(memory.ended(1)).isEqualTo(1);
        assertThat(memory.passed(0)).isCloseTo(0.96 * Math.log(1.2) + LN_2, ROUNDING);
    }

    @Test
    void neverCountsMoreThanTwentyFiveGapsHoweverManyThereWere() {
        GapMemory memory = GapMemory.NONE;
        for (int i = 0; i < 10_000; i++) {
            memory = memory.plus(MINUTE.multipliedBy(7));
        }

        assertThat(memory.gaps()).isCloseTo(25, within(0.01));
    }

    @Test
    void isKeptInTwentyTwoNumbers() {
        Random random = new Random(7);
        GapMemory memory = GapMemory.NONE;
        for (int i = 0; i < 100; i++) {
            memory = memory.plus(Duration.ofSeconds(300 + random.nextInt(500_000)));
        }

        assertThat(memory.weights()).hasSize(22);
        assertThat(GapMemory.of(memory.weights())).isEqualTo(memory).hasSameHashCodeAs(memory);
    }

    @Test
    void isNotChangedThroughTheNumbersItGives() {
        GapMemory memory = GapMemory.NONE.plus(MINUTE.multipliedBy(7));
        float[] weights = memory.weights();
        GapMemory copy = GapMemory.of(weights);

        weights[0] = 9;
        memory.weights()[0] = 9;

        assertThat(memory.ended(0)).isEqualTo(1);
        assertThat(copy.ended(0)).isEqualTo(1);
    }

    @Test
    void refusesNumbersThatAreNoMemory() {
        float[] negative = new float[22];
        negative[3] = -0.1f;
        float[] unknown = new float[22];
        unknown[3] = Float.NaN;

        assertThatThrownBy(() -> GapMemory.of(new float[21])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GapMemory.of(negative)).hasMessageContaining("-0.1");
        assertThatThrownBy(() -> GapMemory.of(unknown)).hasMessageContaining("NaN");
    }
}
