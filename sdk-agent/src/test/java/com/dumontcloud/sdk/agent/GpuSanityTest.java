package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.GpuReading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuSanityTest {

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 100})
    void keepsAPercentage(double percent) {
        assertThat(GpuSanity.check(Gpus.plain(0, percent)).utilizationMeanPercent())
                .isEqualTo(percent);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, -0.0001, 100.0001, 4_294_967_295.0, Double.NaN, Double.POSITIVE_INFINITY})
    void takesAnImpossiblePercentageForAbsentAndSaysWhy(double percent) {
        GpuReading checked = GpuSanity.check(Gpus.plain(0, percent));

        assertThat(checked.utilizationMeanPercent()).isNull();
        assertThat(checked.absent()).containsKey("utilization_mean_percent");
    }

    @Test
    void quotesTheDriver() {
        assertThat(GpuSanity.check(Gpus.plain(0, 4_294_967_295.0)).absent())
                .containsEntry("utilization_mean_percent", "the driver said 4294967295 %");
    }

    @Test
    void keepsTheRestOfAReadingWithOneImpossibleValue() {
        double allBitsInMib = 17_592_186_044_416.0;

        GpuReading checked = GpuSanity.check(Gpus.full(0, 40.0, allBitsInMib, 24_564.0, 255.0, 4_294_967.295));

        assertThat(checked.utilizationMeanPercent()).isEqualTo(40);
        assertThat(checked.memoryTotalMib()).isEqualTo(24_564);
        assertThat(checked.absent()).containsOnlyKeys("memory_used_mb", "temperature_celsius", "power_watts");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256})
    void refusesAnIndexThatNoHeartbeatCanCarry(int index) {
        assertThatThrownBy(() -> GpuSanity.check(Gpus.plain(index, 1.0))).isInstanceOf(IllegalArgumentException.class);
    }
}
