package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SensorsTest {
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

    @ParameterizedTest
    @ValueSource(ints = {NvmlCode.FUNCTION_NOT_FOUND, NvmlCode.ARGUMENT_VERSION_MISMATCH, NvmlCode.NOT_SUPPORTED})
    void readsTheTemperatureByTheOlderCallOfOlderDrivers(int code) {
        gpu.answers(NvmlFunction.DEVICE_GET_TEMPERATURE_V, code);

        assertThat(machine.next().temperatureCelsius()).isEqualTo(55);
    }

    @Test
    void readsTheTemperatureByTheNewerCallOfNewerDrivers() {
        gpu.answers(NvmlFunction.DEVICE_GET_TEMPERATURE, NvmlCode.DEPRECATED);

        assertThat(machine.next().temperatureCelsius()).isEqualTo(55);
    }

    @ParameterizedTest
    @CsvSource({"-2, false", "-1, false", "0, true", "200, true", "201, false"})
    void knowsWhichTemperaturesCanBe(int celsius, boolean possible) {
        gpu.celsius = celsius;

        GpuReading reading = machine.next();

        assertThat(reading.temperatureCelsius() != null).isEqualTo(possible);
        assertThat(reading.absent().containsKey("temperature_celsius")).isEqualTo(!possible);
    }

    @ParameterizedTest
    @CsvSource({"-1", "-2", "-3", "100000001"})
    void takesImpossiblePowerForNone(int milliwatts) {
        gpu.milliwatts = milliwatts;
        gpu.limitMilliwatts = milliwatts;

        GpuReading reading = machine.next();

        assertThat(reading.powerWatts()).isNull();
        assertThat(reading.powerLimitWatts()).isNull();
        assertThat(reading.absent()).containsKeys("power_watts", "power_limit_watts");
    }

    @Test
    void tellsTheEnergyUsedBetweenTwoSamples() {
        gpu.millijoules += 1_234_567;

        assertThat(machine.next().energyJoules()).isEqualTo(1_234.567);
        assertThat(machine.next().energyJoules()).isZero();
    }

    @Test
    void knowsNoEnergyWhenTheCounterWentBack() {
        gpu.millijoules -= 1;
        GpuReading reading = machine.next();
        gpu.millijoules += 2_000;

        assertThat(reading.energyJoules()).isNull();
        assertThat(reading.absent()).containsEntry("energy_joules", "the counter went back");
        assertThat(machine.next().energyJoules()).isEqualTo(2);
    }

    @Test
    void knowsNoEnergyOverASampleInWhichItCouldNotBeRead() {
        gpu.answers(NvmlFunction.DEVICE_GET_TOTAL_ENERGY_CONSUMPTION, NvmlCode.UNKNOWN);
        machine.next();
        gpu.codes.clear();
        gpu.millijoules += 5_000;

        GpuReading reading = machine.next();

        assertThat(reading.energyJoules()).isNull();
        assertThat(reading.absent()).containsEntry("energy_joules", "counted from this sample on");
    }

    @Test
    void readsOneClockWhereTheOtherIsNotSupported() {
        gpu.memoryClock = -1;

        GpuReading reading = machine.next();

        assertThat(reading.smClockMhz()).isEqualTo(1_980);
        assertThat(reading.memoryClockMhz()).isNull();
        assertThat(machine.next().smClockMhz()).isEqualTo(1_980);
    }

    @Test
    void doesNotTakeMissingErrorCorrectionForNoErrors() {
        gpu.answers(NvmlFunction.DEVICE_GET_TOTAL_ECC_ERRORS, NvmlCode.NOT_SUPPORTED);

        GpuReading reading = machine.next();

        assertThat(reading.eccUncorrectedErrors()).isNull();
        assertThat(reading.absent()).containsEntry("ecc_uncorrected_errors", "not supported by this GPU (NVML code 3)");
    }
}
