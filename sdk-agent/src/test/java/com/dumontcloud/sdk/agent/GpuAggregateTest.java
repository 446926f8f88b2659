package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.GpuReading;
import org.junit.jupiter.api.Test;

class GpuAggregateTest {

    @Test
    void takesMeanAndMaximumOverItsSamples() {
        GpuAggregate aggregate = GpuAggregate.startingWith(Gpus.plain(0, 0.0), 0);
        aggregate.add(Gpus.plain(0, 90.0), 5);
        aggregate.add(Gpus.plain(0, 30.0), 5);

        GpuReading reading = aggregate.reading();

        assertThat(reading.utilizationMeanPercent()).isCloseTo(40, within(1e-9));
        assertThat(reading.utilizationMaxPercent()).isEqualTo(90);
        assertThat(reading.samples()).isEqualTo(3);
        assertThat(reading.coveredSeconds()).isEqualTo(10);
    }

    @Test
    void givesEverythingElseAsTheNewestSampleHadIt() {
        GpuAggregate aggregate = GpuAggregate.startingWith(Gpus.full(0, 1.0, 100.0, 200.0, 30.0, 50.0), 0);
        aggregate.add(Gpus.full(0, 1.0, 150.0, 200.0, null, 70.0), 5);

        GpuReading reading = aggregate.reading();

        assertThat(reading.memoryUsedMib()).isEqualTo(150);
        assertThat(reading.temperatureCelsius()).isNull();
        assertThat(reading.powerWatts()).isEqualTo(70);
    }

    @Test
    void weighsRingsOfTheDriverByTheirSamples() {
        GpuAggregate aggregate = GpuAggregate.startingWith(Gpus.ring(10, 100, 30, 5), 99);
        aggregate.add(Gpus.ring(50, 60, 10, 4), 99);

        GpuReading reading = aggregate.reading();

        assertThat(reading.utilizationMeanPercent()).isCloseTo(20, within(1e-9));
        assertThat(reading.utilizationMaxPercent()).isEqualTo(100);
        assertThat(reading.samples()).isEqualTo(40);
        assertThat(reading.coveredSeconds()).isEqualTo(9);
    }

    @Test
    void anEmptyRingSaysNothing() {
        GpuReading reading = GpuAggregate.startingWith(Gpus.ring(0, 0, 0, 5), 5).reading();

        assertThat(reading.utilizationMeanPercent()).isNull();
        assertThat(reading.absent()).containsKey("utilization_mean_percent");
        assertThat(reading.coveredSeconds()).isZero();
    }

    @Test
    void samplesWithoutUtilisationDoNotDiluteTheMean() {
        GpuAggregate aggregate = GpuAggregate.startingWith(Gpus.plain(0, 80.0), 5);
        aggregate.add(Gpus.plain(0, null), 5);

        GpuReading reading = aggregate.reading();

        assertThat(reading.utilizationMeanPercent()).isEqualTo(80);
        assertThat(reading.samples()).isEqualTo(1);
        assertThat(reading.coveredSeconds()).isEqualTo(5);
    }

    @Test
    void aGpuThatFellOffTheBusHasNoUtilisationAnyMore() {
        GpuAggregate aggregate = GpuAggregate.startingWith(Gpus.plain(0, 0.0), 5);
        aggregate.add(GpuReading.of(0, GpuReading.State.LOST), 5);

        GpuReading reading = aggregate.reading();

        assertThat(reading.state()).isEqualTo(GpuReading.State.LOST);
        assertThat(reading.utilizationMeanPercent()).isNull();
        assertThat(reading.absent()).containsEntry("utilization_mean_percent", "lost");
    }

    @Test
    void speaksForBothStretchesWhenTheFirstWasNotCounted() {
        GpuAggregate earlier = GpuAggregate.startingWith(Gpus.plain(0, 100.0), 5);
        GpuAggregate later = GpuAggregate.startingWith(Gpus.plain(0, 0.0), 5);

        earlier.append(later);

        assertThat(earlier.reading().utilizationMeanPercent()).isEqualTo(50);
        assertThat(earlier.reading().utilizationMaxPercent()).isEqualTo(100);
        assertThat(earlier.reading().coveredSeconds()).isEqualTo(10);
    }
}
