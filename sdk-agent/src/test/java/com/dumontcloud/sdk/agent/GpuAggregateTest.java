package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.GpuInstanceReading;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.MemoryBasis;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GpuAggregateTest {

    @Test
    void takesMeanAndMaximumOverItsSamples() {
        GpuAggregate aggregate = GpuAggregate.startingWith(Gpus.plain(0, 0.0), 0);
        aggregate.add(Gpus.plain(0, 90.0), 5);
        aggregate.add(Gpus.plain(0, 30.0), 5);

        GpuReading reading = aggregate.reading();

        assertThat(reading.utilizationMeanPercent()).isCloseTo(60, within(1e-9)); // (90 x 5 s + 30 x 5 s) / 10 s
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
    void weighsRingsOfTheDriverByTheTimeTheyCover() {
        GpuAggregate aggregate = GpuAggregate.startingWith(Gpus.ring(10, 100, 30, 5), 99);
        aggregate.add(Gpus.ring(50, 60, 10, 4), 99);

        GpuReading reading = aggregate.reading();

        assertThat(reading.utilizationMeanPercent()).isCloseTo(250 / 9.0, within(1e-9)); // (10 x 5 s + 50 x 4 s) / 9 s
        assertThat(reading.utilizationMaxPercent()).isEqualTo(100);
        assertThat(reading.samples()).isEqualTo(40);
        assertThat(reading.coveredSeconds()).isEqualTo(9);
    }

    /** Five seconds of work and twenty-five without: a sixth of the time, whether or not the driver took thirty readings in the five. */
    @Test
    void manyReadingsInAShortTimeCountNoMoreThanOneInAsLong() {
        GpuAggregate aggregate = GpuAggregate.startingWith(Gpus.ring(96, 100, 30, 5), 5);
        for (int i = 0; i < 5; i++) {
            aggregate.add(Gpus.plain(0, 0.0), 5);
        }

        GpuReading reading = aggregate.reading();

        assertThat(reading.utilizationMeanPercent()).isCloseTo(16, within(1e-9));
        assertThat(reading.samples()).isEqualTo(35);
        assertThat(reading.coveredSeconds()).isEqualTo(30);
    }

    @Test
    void samplesThatStandForNoTimeCountAsLongAsThereAreNoOthers() {
        GpuAggregate aggregate = GpuAggregate.startingWith(Gpus.plain(0, 20.0), 0);
        aggregate.append(GpuAggregate.startingWith(Gpus.plain(0, 60.0), 0));
        assertThat(aggregate.reading().utilizationMeanPercent()).isEqualTo(40);

        aggregate.add(Gpus.plain(0, 10.0), 5);
        assertThat(aggregate.reading().utilizationMeanPercent()).isEqualTo(10);
    }

    /** Weighing by seconds that no binary fraction holds must not turn what was 44 all along into 43.99999999999999. */
    @Test
    void theMeanOfOneValueIsThatValue() {
        for (double seconds = 0.001; seconds < 5; seconds += 0.001) {
            GpuAggregate aggregate = GpuAggregate.startingWith(Gpus.plain(0, 44.0), seconds / 3);
            aggregate.add(Gpus.plain(0, 44.0), seconds);
            aggregate.append(GpuAggregate.startingWith(Gpus.plain(0, 44.0), seconds * 0.7));

            assertThat(aggregate.reading().utilizationMeanPercent()).isEqualTo(44);
        }
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

    @Test
    void addsUpEnergyAndTraffic() {
        GpuAggregate aggregate = GpuAggregate.startingWith(used(100.5, 1L << 40, 3L), 5);
        aggregate.add(used(null, null, null), 5);
        aggregate.add(used(200.25, 5L, 0L), 5);

        assertThat(aggregate.reading().energyJoules()).isEqualTo(300.75);
        assertThat(aggregate.reading().pcieReceivedBytes()).isEqualTo((1L << 40) + 5);
        assertThat(aggregate.reading().pcieSentBytes()).isEqualTo(3);
    }

    @Test
    void hasNoSumOfWhatNoSampleHad() {
        GpuReading reading = GpuAggregate.startingWith(Gpus.plain(0, 1.0), 5).reading();

        assertThat(reading.energyJoules()).isNull();
        assertThat(reading.pcieReceivedBytes()).isNull();
        assertThat(reading.pcieSentBytes()).isNull();
        assertThat(reading.memoryUtilizationPercent()).isNull();
        assertThat(reading.smUtilizationPercent()).isNull();
        assertThat(reading.xid()).isNull();
    }

    @Test
    void addsUpOverStretchesThatWereNotCounted() {
        GpuAggregate earlier = GpuAggregate.startingWith(used(100.0, 10L, 20L), 5);
        GpuAggregate middle = GpuAggregate.startingWith(Gpus.plain(0, 1.0), 5);
        GpuAggregate later = GpuAggregate.startingWith(used(1.0, 2L, 3L), 5);

        earlier.append(middle);
        earlier.append(later);

        assertThat(earlier.reading().energyJoules()).isEqualTo(101);
        assertThat(earlier.reading().pcieReceivedBytes()).isEqualTo(12);
        assertThat(earlier.reading().pcieSentBytes()).isEqualTo(23);
    }

    @Test
    void weighsMemoryUtilisationLikeUtilisation() {
        GpuAggregate aggregate = GpuAggregate.startingWith(memory(10, 30), 6);
        aggregate.add(memory(50, 1), 2);
        aggregate.add(Gpus.plain(0, 1.0), 5);
        aggregate.add(memory(99, 0), 5);

        assertThat(aggregate.reading().memoryUtilizationPercent())
                .isCloseTo(20, within(1e-9)); // (10 x 6 s + 50 x 2 s) / 8 s
    }

    @Test
    void takesTheMeanOfSmUtilisationOverTheSamplesThatHadIt() {
        GpuAggregate aggregate = GpuAggregate.startingWith(
                Gpus.ok(0).smUtilizationPercent(10.0).samples(30).build(), 4);
        aggregate.add(Gpus.plain(0, 1.0), 5);
        GpuAggregate later = GpuAggregate.startingWith(
                Gpus.ok(0).smUtilizationPercent(30.0).samples(1).build(), 12);

        aggregate.append(later);

        assertThat(aggregate.reading().smUtilizationPercent())
                .isCloseTo(25, within(1e-9)); // (10 x 4 s + 30 x 12 s) / 16 s
    }

    @Test
    void remembersTheNewestXid() {
        GpuAggregate aggregate = GpuAggregate.startingWith(Gpus.ok(0).xid(31).build(), 5);
        aggregate.add(Gpus.ok(0).xid(13).build(), 5);
        aggregate.add(Gpus.plain(0, 1.0), 5);
        assertThat(aggregate.reading().xid()).isEqualTo(13);

        aggregate.append(GpuAggregate.startingWith(Gpus.plain(0, 1.0), 5));
        assertThat(aggregate.reading().xid()).isEqualTo(13);

        aggregate.append(GpuAggregate.startingWith(Gpus.ok(0).xid(79).build(), 5));
        assertThat(aggregate.reading().xid()).isEqualTo(79);
    }

    @Test
    void aGpuThatFellOffTheBusTellsItsLastErrorAndNothingThatAddedUp() {
        GpuAggregate aggregate = GpuAggregate.startingWith(
                used(100.0, 1L, 2L).toBuilder()
                        .xid(79)
                        .memoryUtilizationPercent(1.0)
                        .smUtilizationPercent(2.0)
                        .build(),
                5);
        aggregate.add(GpuReading.of(0, GpuReading.State.LOST), 5);

        GpuReading lost = aggregate.reading();
        assertThat(lost.xid()).isEqualTo(79);
        assertThat(lost.energyJoules()).isNull();
        assertThat(lost.pcieReceivedBytes()).isNull();
        assertThat(lost.pcieSentBytes()).isNull();
        assertThat(lost.memoryUtilizationPercent()).isNull();
        assertThat(lost.smUtilizationPercent()).isNull();
    }

    @Test
    void givesClocksLimitsAndCountsAsTheNewestSampleHadThem() {
        GpuAggregate aggregate = GpuAggregate.startingWith(
                Gpus.ok(0).smClockMhz(1).processCount(9).build(), 5);
        GpuReading newest = Gpus.ok(0)
                .utilizationMeanPercent(0.0)
                .smClockMhz(2520)
                .memoryClockMhz(10_501)
                .powerLimitWatts(450.0)
                .eccUncorrectedErrors(2L)
                .processCount(3)
                .memoryBasis(MemoryBasis.ALLOCATED)
                .instances(List.of(new GpuInstanceReading("MIG-1", 1.0, 2.0, 3.0, 4)))
                .build();
        aggregate.add(newest, 5);

        assertThat(aggregate.reading())
                .isEqualTo(newest.toBuilder()
                        .utilizationMaxPercent(0.0)
                        .samples(1)
                        .coveredSeconds(5.0)
                        .build());
    }

    @Test
    void aSampleThatStillStandsAddsNothingASecondTime() {
        GpuReading told = used(100.0, 1L, 2L).toBuilder()
                .xid(31)
                .memoryUtilizationPercent(7.0)
                .samples(25)
                .build();

        GpuReading again = GpuAggregate.standing(told, 2).reading();

        assertThat(again.energyJoules()).isNull();
        assertThat(again.pcieReceivedBytes()).isNull();
        assertThat(again.pcieSentBytes()).isNull();
        assertThat(again.xid()).isNull();
        assertThat(again.memoryUtilizationPercent()).isEqualTo(7);
        assertThat(again.samples()).isEqualTo(1);
        assertThat(again.coveredSeconds()).isEqualTo(2);
    }

    @Test
    void anEmptyRingSaysNothingHoweverLongItStands() {
        GpuReading again = GpuAggregate.standing(Gpus.ring(0, 0, 0, 5), 2).reading();

        assertThat(again.utilizationMeanPercent()).isNull();
        assertThat(again.samples()).isZero();
    }

    @Test
    void givesNoReasonForWhatAnEarlierSampleHad() {
        GpuAggregate aggregate = GpuAggregate.startingWith(used(100.0, 1L, 2L), 5);
        aggregate.add(
                Gpus.ok(0)
                        .absent(Map.of(
                                "energy_joules", "timeout", "utilization_mean_percent", "timeout", "power_watts", "no"))
                        .build(),
                5);

        assertThat(aggregate.reading().energyJoules()).isEqualTo(100);
        assertThat(aggregate.reading().absent()).containsOnlyKeys("power_watts");
    }

    /** A month without a network, and a driver that samples six times a second. */
    @Test
    void neverAddsUpToMoreThanAHeartbeatCanCarry() {
        GpuReading largest = Gpus.ring(50, 100, 1 << 22, 1e9).toBuilder()
                .energyJoules(1e12)
                .pcieReceivedBytes((1L << 53) - 1)
                .pcieSentBytes((1L << 53) - 1)
                .build();
        GpuAggregate aggregate = GpuAggregate.startingWith(largest, 5);
        for (int i = 0; i < 1000; i++) {
            aggregate.append(GpuAggregate.startingWith(largest, 5));
        }

        assertThat(aggregate.reading()).isEqualTo(largest);
    }

    private static GpuReading used(@Nullable Double joules, @Nullable Long received, @Nullable Long sent) {
        return Gpus.ok(0)
                .utilizationMeanPercent(1.0)
                .energyJoules(joules)
                .pcieReceivedBytes(received)
                .pcieSentBytes(sent)
                .build();
    }

    private static GpuReading memory(double percent, int samples) {
        return Gpus.ok(0).memoryUtilizationPercent(percent).samples(samples).build();
    }
}
