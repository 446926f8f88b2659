package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.HostReading;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAggregateTest {

    private final HostAggregate aggregate = new HostAggregate();

    @Test
    void addsBytesAndWeighsTheCpuByTime() {
        aggregate.add(new HostReading(10.0, 1.0, 9.0, 5.0, 1L, 2L, 3L, 4L), 5);
        aggregate.add(new HostReading(40.0, 2.0, 9.0, 6.0, 10L, 20L, 30L, 40L), 10);

        HostReading reading = aggregate.reading();

        assertThat(reading.cpuPercent()).isCloseTo(30, within(1e-9));
        assertThat(reading)
                .usingRecursiveComparison()
                .ignoringFields("cpuPercent")
                .isEqualTo(new HostReading(null, 2.0, 9.0, 6.0, 11L, 22L, 33L, 44L));
    }

    @Test
    void isUnknownWithoutSamples() {
        assertThat(aggregate.reading()).isEqualTo(HostReading.UNKNOWN);
    }

    @Test
    void aFirstSampleWithoutBytesDoesNotHideTheBytesThatFollow() {
        aggregate.add(cpu(null), 0);
        aggregate.add(new HostReading(null, null, null, null, null, null, 7L, 8L), 5);

        assertThat(aggregate.reading().netReceivedBytes()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 100.1, Double.NaN, 4_294_967_295.0})
    void takesAnImpossibleShareOfTheCpuForAbsent(double percent) {
        aggregate.add(cpu(percent), 5);

        assertThat(aggregate.reading().cpuPercent()).isNull();
    }

    @Test
    void keepsBytesWithinWhatJsonHoldsExactly() {
        aggregate.add(new HostReading(null, null, null, null, Long.MAX_VALUE, -1L, null, null), 5);
        aggregate.add(new HostReading(null, null, null, null, Long.MAX_VALUE, -1L, null, null), 5);

        assertThat(aggregate.reading().diskReadBytes()).isEqualTo((1L << 53) - 1);
        assertThat(aggregate.reading().diskWriteBytes()).isNull();
    }

    @Test
    void speaksForBothStretchesWhenTheFirstWasNotCounted() {
        aggregate.add(new HostReading(100.0, 1.0, 9.0, 5.0, 1L, 1L, 1L, 1L), 5);
        HostAggregate later = new HostAggregate();
        later.add(new HostReading(0.0, 2.0, 9.0, 5.0, 1L, 1L, 1L, 1L), 5);

        aggregate.append(later);

        assertThat(aggregate.reading()).isEqualTo(new HostReading(50.0, 2.0, 9.0, 5.0, 2L, 2L, 2L, 2L));
    }

    private static HostReading cpu(@Nullable Double percent) {
        return new HostReading(percent, null, null, null, null, null, null, null);
    }
}
