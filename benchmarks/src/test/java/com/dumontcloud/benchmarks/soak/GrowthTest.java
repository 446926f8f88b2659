package com.dumontcloud.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrowthTest {

    @ParameterizedTest(name = "a heap that grows by {0} KiB a sample: held {1}")
    @CsvSource({"-3, true", "0, true", "1, true", "1.01, false", "50, false"})
    void isHeldUpToTheLimitOverTheSecondHalf(double perSample, boolean held) {
        // Of 20 samples the second half has 10, nine steps apart.
        Growth growth =
                Growth.ofSecondHalf("heap", 9.0000001, samples(20, x -> 1000 + perSample * x), Figures::retainedKib);

        assertThat(growth.by()).isCloseTo(9 * perSample, within(1e-6));
        assertThat(growth.isHeld()).isEqualTo(held);
    }

    @Test
    void whatGrewInTheFirstHalfDoesNotCount() {
        Growth growth = Growth.ofSecondHalf("heap", 1, samples(20, x -> Math.min(x, 10) * 100), Figures::retainedKib);

        assertThat(growth.by()).isZero();
        assertThat(growth.isHeld()).isTrue();
    }

    @Test
    void oneHighSampleIsNoTrend() {
        Growth growth = Growth.ofSecondHalf("heap", 100, samples(60, x -> x == 45 ? 1500 : 1000), Figures::retainedKib);

        assertThat(growth.by()).isBetween(-20.0, 20.0);
    }

    @Test
    void fewSamplesShowNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Growth.ofSecondHalf("heap", 1, samples(3, x -> x), Figures::retainedKib))
                .withMessageContaining("too few");
    }

    private static List<Figures> samples(int number, DoubleUnaryOperator kib) {
        return IntStream.range(0, number)
                .mapToObj(i -> new Figures(5.0 * i, kib.applyAsDouble(i), 20, 10))
                .toList();
    }
}
