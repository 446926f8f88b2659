package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each return code of the header leads to. */
class NvmlCodeTest {
    @TempDir
    private Path root;

    private Machine machine;
    private FakeGpu gpu;

    @BeforeEach
    void settle() {
        machine = Machine.of(ScriptedNvml.with(2), root).settled();
        gpu = machine.gpu();
    }

    /** What a device does not have it is not asked for again until NVML is initialised anew. */
    @ParameterizedTest
    @CsvSource({
        "3, not supported by this GPU",
        "13, this driver does not offer it",
        "25, another version",
        "26, no longer"
    })
    void remembersWhatIsNotSupported(int code, String reason) {
        gpu.answers(NvmlFunction.DEVICE_GET_POWER_USAGE, code);
        GpuReading reading = machine.next();
        int asked = machine.nvml.calls(NvmlFunction.DEVICE_GET_POWER_USAGE);
        gpu.codes.clear();
        machine.nextAll();

        assertThat(reading.state()).isEqualTo(State.OK);
        assertThat(reading.powerWatts()).isNull();
        assertThat(reading.absent().get("power_watts")).contains(reason).contains("NVML code " + code);
        assertThat(machine.next().powerWatts()).isNull();
        assertThat(machine.nvml.calls(NvmlFunction.DEVICE_GET_POWER_USAGE))
                .as("only the other GPU was asked")
                .isEqualTo(asked + 2);
        machine.nvml.forget();
        assertThat(machine.next().powerWatts()).isEqualTo(300);
    }

    /** What failed is absent this time and asked for again with the next sample. */
    @ParameterizedTest
    @ValueSource(ints = {4, 7, 8, 10, 11, 14, 19, 20, 21, 22, 27, 29, 999, 30, 4711, -1})
    void knowsNoValueWhileAFunctionFails(int code) {
        gpu.answers(NvmlFunction.DEVICE_GET_POWER_USAGE, code);
        GpuReading reading = machine.next();
        gpu.codes.clear();

        assertThat(reading.state()).isEqualTo(State.OK);
        assertThat(reading.powerWatts()).isNull();
        assertThat(reading.absent().get("power_watts")).contains("NVML code " + code);
        assertThat(machine.next().powerWatts()).isEqualTo(300);
        assertThat(machine.nvml.calls(NvmlFunction.INIT)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 28})
    void listsTheGpusAnewOnceWhenAHandleIsTakenForWrong(int code) {
        gpu.answers(NvmlFunction.DEVICE_GET_POWER_USAGE, code);
        GpuReading reading = machine.next();
        gpu.codes.clear();

        assertThat(reading.powerWatts()).isNull();
        assertThat(machine.next().powerWatts()).isEqualTo(300);
        assertThat(machine.nvml.calls(NvmlFunction.DEVICE_GET_COUNT)).isEqualTo(2);
        assertThat(machine.nvml.calls(NvmlFunction.INIT)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 28})
    void doesNotListTheGpusAgainAndAgainForAFunctionThatTakesEveryHandleForWrong(int code) {
        gpu.answers(NvmlFunction.DEVICE_GET_POWER_USAGE, code);
        for (int i = 0; i < 100; i++) {
            assertThat(machine.next().powerWatts()).isNull();
        }

        assertThat(machine.nvml.calls(NvmlFunction.DEVICE_GET_COUNT)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"15, LOST, reboot", "16, RESET_REQUIRED, --gpu-reset", "17, DENIED, restart the container"})
    void tellsOfTheWholeGpuAndGoesOnWithTheOthers(int code, State state, String remedy) {
        gpu.answers(NvmlFunction.DEVICE_GET_POWER_USAGE, code);

        List<GpuReading> readings = machine.nextAll();

        assertThat(readings).extracting(GpuReading::state).containsExactly(state, State.OK);
        assertThat(readings.get(0).uuid()).isEqualTo("GPU-0");
        assertThat(readings.get(0).utilizationMeanPercent()).isNull();
        assertThat(readings.get(0).memoryUsedMib()).isNull();
        assertThat(readings.get(0).absent())
                .containsOnlyKeys("utilization_mean_percent", "memory_used_mb", "temperature_celsius", "power_watts")
                .allSatisfy((metric, reason) -> assertThat(reason)
                        .contains("NVML code " + code)
                        .contains(remedy)
                        .hasSizeLessThanOrEqualTo(120));
        assertThat(readings.get(1).utilizationMeanPercent()).isEqualTo(40);
    }

    @Test
    void doesNotInitialiseAnewForWhatTheSystemBlocks() {
        gpu.answers(NvmlFunction.DEVICE_GET_POWER_USAGE, NvmlCode.OPERATING_SYSTEM);
        for (int i = 0; i < 100; i++) {
            machine.later(Duration.ofMinutes(1));
            machine.sample();
        }

        assertThat(machine.nvml.calls(NvmlFunction.INIT)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"3, UNSUPPORTED", "13, UNSUPPORTED", "4, DENIED", "999, UNKNOWN", "21, UNKNOWN"})
    void doesNotCallAGpuWellThatAnswersNothing(int code, State state) {
        for (NvmlFunction function : NvmlFunction.values()) {
            if (function.name().startsWith("DEVICE_GET") && !function.name().startsWith("DEVICE_GET_MIG")) {
                gpu.answers(function, code);
            }
        }

        GpuReading reading = machine.next();

        assertThat(reading.state()).isEqualTo(state);
        assertThat(reading.utilizationMeanPercent()).isNull();
    }

    @Test
    void hasWordsForEveryCodeOfTheHeader() {
        for (int code = 1; code <= 29; code++) {
            if (code != 5 && code != 22 && code != 23 && code != 24) { // 5 is no longer given, three are of settings
                assertThat(NvmlCode.text(code)).endsWith(" (NVML code " + code + ")");
            }
        }
        assertThat(NvmlCode.text(30)).isEqualTo("NVML code 30");
        assertThat(NvmlCode.text(-5)).isEqualTo("NVML code -5");
    }
}
