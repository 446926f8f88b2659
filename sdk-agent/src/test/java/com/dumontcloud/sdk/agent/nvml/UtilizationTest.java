package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UtilizationTest {
    @TempDir
    private Path root;

    private Machine machine;
    private FakeGpu gpu;

    @BeforeEach
    void settle() {
        machine = Machine.of(ScriptedNvml.with(1), root);
        gpu = machine.gpu();
        machine.settled();
    }

    @Test
    void takesMeanMaximumAndCoverageFromTheRingOfTheDriver() {
        gpu.sampled(1_000_000, 10);
        machine.next();
        gpu.sampled(2_000_000, 0, 20, 40, 100, 90);

        GpuReading reading = machine.next();

        assertThat(reading.utilizationMeanPercent()).isEqualTo(50);
        assertThat(reading.utilizationMaxPercent()).isEqualTo(100);
        assertThat(reading.samples()).isEqualTo(5);
        assertThat(reading.coveredSeconds()).isEqualTo(1.0);
    }

    @Test
    void countsNoSampleOfTheRingTwice() {
        gpu.sampled(1_000_000, 10);
        machine.next();
        gpu.sampled(2_000_000, 60, 60);
        machine.next();
        gpu.sampled(3_000_000, 80);

        GpuReading reading = machine.next();

        assertThat(reading.samples()).isEqualTo(1);
        assertThat(reading.utilizationMeanPercent()).isEqualTo(80);
    }

    @ParameterizedTest
    @ValueSource(ints = {NvmlCode.NOT_FOUND, NvmlCode.SUCCESS, NvmlCode.NO_DATA})
    void readsAnIdleGpuWhoseRingRanDryByItsRate(int codeOfDryRing) {
        gpu.sampled(1_000_000, 90, 90);
        machine.next();
        gpu.utilization = 0;
        gpu.ring.clear();
        gpu.answers(NvmlFunction.DEVICE_GET_SAMPLES, codeOfDryRing);

        GpuReading reading = machine.next();

        assertThat(reading.utilizationMeanPercent()).isZero();
        assertThat(reading.utilizationMaxPercent()).isZero();
        assertThat(reading.samples()).isEqualTo(1);
        assertThat(reading.coveredSeconds()).isNull();
        assertThat(reading.absent()).doesNotContainKey("utilization_mean_percent");
    }

    @Test
    void takesWhatIsInTheRingAtFirstForThePast() {
        Machine fresh = Machine.of(ScriptedNvml.with(1), root);
        fresh.gpu().utilization = 0;
        fresh.gpu().sampled(1_000_000, 100, 100, 100);

        fresh.settled();
        GpuReading reading = fresh.next();

        assertThat(reading.utilizationMeanPercent()).isZero();
        assertThat(reading.utilizationMaxPercent()).isZero();
    }

    @Test
    void comparesTheClockOfTheRingWithNothingButItself() {
        gpu.sampled(1_790_000_000_000_000L, 10); // since 1970, as some drivers count
        machine.next();
        gpu.sampled(1_790_000_000_400_000L, 70, 30);

        assertThat(machine.next().utilizationMeanPercent()).isEqualTo(50);
    }

    @Test
    void asksOnlyForWhatIsNewerThanTheDriversOwnTimeStamp() {
        gpu.sampled(5_000_000, 10);
        machine.next();
        gpu.sampled(4_900_000, 99); // older than what was seen, so not listed
        gpu.sampled(5_200_000, 20);

        GpuReading reading = machine.next();

        assertThat(reading.samples()).isEqualTo(1);
        assertThat(reading.utilizationMaxPercent()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"0, 50", "1500000, 101", "1500000, 4294967295", "-1, 50", "900000, 50"})
    void dropsEntriesThatNobodyMeasured(long micros, long value) {
        gpu.sampled(1_000_000, 10);
        machine.next();
        gpu.sampled(2_000_000, 60);
        gpu.ring.add(new FakeGpu.Entry(micros, value));

        GpuReading reading = machine.next();

        assertThat(reading.samples()).isEqualTo(1);
        assertThat(reading.utilizationMeanPercent()).isEqualTo(60);
        assertThat(reading.utilizationMaxPercent()).isEqualTo(60);
    }

    @Test
    void goesOnWithTheRingAfterAnEntryWithAnImpossibleTime() {
        gpu.sampled(1_000_000, 10);
        machine.next();
        gpu.ring.add(new FakeGpu.Entry(-1, 50));
        machine.next();
        gpu.ring.clear();
        gpu.sampled(2_000_000, 70);

        assertThat(machine.next().utilizationMeanPercent()).isEqualTo(70);
    }

    @Test
    void keepsAnEntryOfExactlyAHundred() {
        gpu.sampled(1_000_000, 10);
        machine.next();
        gpu.sampled(2_000_000, 100);

        assertThat(machine.next().utilizationMeanPercent()).isEqualTo(100);
    }

    @Test
    void saysThatASampleCoversAtMostASecond() {
        gpu.sampled(1_000_000, 10);
        machine.next();
        gpu.sampled(600_000_000, 90, 90, 90); // after ten idle minutes, of which the driver keeps nothing

        GpuReading reading = machine.next();

        assertThat(reading.coveredSeconds()).isCloseTo(1.4, Offset.offset(1e-9));
    }

    @Test
    void readsARingThatRanOver() {
        gpu.ringCapacity = 3;
        gpu.sampled(1_000_000, 10);
        machine.next();
        gpu.sampled(3_000_000, 1, 2, 3, 4, 50, 60, 70);

        GpuReading reading = machine.next();

        assertThat(reading.samples()).isEqualTo(3);
        assertThat(reading.utilizationMeanPercent()).isEqualTo(60);
    }

    @Test
    void asksAgainHowManyFitWhenTheRingGrew() {
        gpu.ringCapacity = 2;
        gpu.sampled(1_000_000, 10);
        machine.next();
        gpu.ringCapacity = 50;
        gpu.sampled(2_000_000, 10, 20, 30, 40);

        GpuReading reading = machine.next();

        assertThat(reading.samples()).isEqualTo(4);
        assertThat(reading.utilizationMeanPercent()).isEqualTo(25);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void readsEveryTypeOfNumber(int valueType) {
        gpu.ringValueType = valueType;
        gpu.sampled(1_000_000, 10);
        machine.next();
        gpu.sampled(2_000_000, 64);

        assertThat(machine.next().utilizationMaxPercent()).isEqualTo(64);
    }

    @Test
    void usesTheRateWhereTheTypeIsNotKnown() {
        gpu.ringValueType = 77;
        gpu.sampled(1_000_000, 10);
        machine.next();
        gpu.sampled(2_000_000, 64);

        assertThat(machine.next().utilizationMeanPercent()).isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 1000, -1})
    void takesAnImpossibleRateForNone(int percent) {
        gpu.utilization = percent;
        gpu.memoryUtilization = percent;

        GpuReading reading = machine.next();

        assertThat(reading.utilizationMeanPercent()).isNull();
        assertThat(reading.memoryUtilizationPercent()).isNull();
        assertThat(reading.absent()).containsKeys("utilization_mean_percent", "memory_utilization_percent");
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "99", "100"})
    void takesEveryPossibleRate(int percent) {
        gpu.utilization = percent;

        assertThat(machine.next().utilizationMeanPercent()).isEqualTo(percent);
    }

    @Test
    void trustsNoUtilizationInTheFirstThreeSeconds() {
        Machine fresh = Machine.of(ScriptedNvml.with(1), root);
        fresh.gpu().utilization = 100; // the driver cleans the memory

        GpuReading first = fresh.sample().get(0);
        fresh.later(Duration.ofMillis(2_999));
        GpuReading early = fresh.sample().get(0);
        fresh.later(Duration.ofMillis(1));
        GpuReading trusted = fresh.sample().get(0);

        assertThat(first.utilizationMeanPercent()).isNull();
        assertThat(first.memoryUsedMib()).isEqualTo(1_000);
        assertThat(early.utilizationMeanPercent()).isNull();
        assertThat(early.absent().get("utilization_mean_percent")).contains("cleaning the memory");
        assertThat(trusted.utilizationMeanPercent()).isEqualTo(100);
    }

    @Test
    void takesNothingThatTheRingRecordedInTheFirstSeconds() {
        Machine fresh = Machine.of(ScriptedNvml.with(1), root);
        fresh.gpu().utilization = 0;
        fresh.sample();
        fresh.gpu().sampled(2_000_000, 100, 100, 100, 100);

        GpuReading reading = fresh.next();

        assertThat(reading.utilizationMaxPercent()).isZero();
    }
}
