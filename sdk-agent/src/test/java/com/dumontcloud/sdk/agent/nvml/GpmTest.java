package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpmTest {
    @TempDir
    private Path root;

    private Machine machine;
    private FakeGpu gpu;

    @BeforeEach
    void start() {
        machine = Machine.of(ScriptedNvml.with(1), root);
        gpu = machine.gpu();
        gpu.gpm = true;
    }

    @Test
    void comparesTwoSamplesForHowBusyTheMultiprocessorsWere() {
        GpuReading first = machine.sample().get(0);
        GpuReading second = machine.next();

        assertThat(first.smUtilizationPercent()).isNull();
        assertThat(first.absent()).containsKey("sm_utilization_percent");
        assertThat(second.smUtilizationPercent()).isEqualTo(21.25);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100})
    void comparesNoSamplesThatLieTooCloseTogether(long millis) {
        machine.sample();
        machine.later(Duration.ofMillis(millis));

        assertThat(machine.sample().get(0).smUtilizationPercent()).isNull();
        assertThat(machine.next().smUtilizationPercent()).isEqualTo(21.25);
    }

    @Test
    void comparesSamplesThatLieJustFarEnoughApart() {
        machine.sample();
        machine.later(Duration.ofMillis(100).plusNanos(1));

        assertThat(machine.sample().get(0).smUtilizationPercent()).isEqualTo(21.25);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 100.1, Double.NaN, Double.POSITIVE_INFINITY})
    void takesAnImpossibleShareForNone(double percent) {
        machine.sample();
        gpu.gpmSm = percent;

        GpuReading reading = machine.next();

        assertThat(reading.smUtilizationPercent()).isNull();
        assertThat(reading.absent()).containsKey("sm_utilization_percent");
    }

    @Test
    void knowsNothingWhereTheMetricFailed() {
        machine.sample();
        gpu.gpmCode = NvmlCode.NOT_SUPPORTED;

        assertThat(machine.next().absent())
                .containsEntry("sm_utilization_percent", "not supported by this GPU (NVML code 3)");
    }

    @Test
    void isNotTriedBeforeHopper() {
        gpu.gpm = false;

        GpuReading reading = machine.settled().next();

        assertThat(reading.smUtilizationPercent()).isNull();
        assertThat(reading.absent()).containsKey("sm_utilization_percent");
        assertThat(machine.nvml.calls(NvmlFunction.GPM_SAMPLE_ALLOC)).isZero();
    }

    @Test
    void holdsTwoSamplesAndGivesThemBack() {
        machine.settled();
        machine.nextAll();
        machine.nextAll();

        machine.probe.close();

        assertThat(machine.nvml.calls(NvmlFunction.GPM_SAMPLE_ALLOC)).isEqualTo(2);
        assertThat(machine.nvml.freedSamples).hasSize(2).doesNotHaveDuplicates();
    }
}
