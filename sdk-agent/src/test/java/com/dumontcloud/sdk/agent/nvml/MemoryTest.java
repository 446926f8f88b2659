package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.MemoryBasis;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
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
    void countsOnlyWhatProgramsHoldWhereTheDriverTellsItApart() {
        gpu.memoryReserved = 912 * FakeGpu.MIB;
        gpu.memoryUsed = 8 * FakeGpu.MIB;

        GpuReading reading = machine.next();

        assertThat(reading.memoryUsedMib()).isEqualTo(8);
        assertThat(reading.memoryBasis()).isEqualTo(MemoryBasis.ALLOCATED);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                NvmlCode.NOT_SUPPORTED,
                NvmlCode.FUNCTION_NOT_FOUND,
                NvmlCode.ARGUMENT_VERSION_MISMATCH,
                NvmlCode.DEPRECATED,
                NvmlCode.UNKNOWN,
                4711
            })
    void fallsBackToTheOlderCallAndSaysWhatItCounts(int code) {
        gpu.memoryReserved = 912 * FakeGpu.MIB;
        gpu.memoryUsed = 8 * FakeGpu.MIB;
        gpu.answers(NvmlFunction.DEVICE_GET_MEMORY_INFO_V2, code);

        GpuReading reading = machine.next();

        assertThat(reading.memoryUsedMib()).isEqualTo(920);
        assertThat(reading.memoryTotalMib()).isEqualTo(80_000);
        assertThat(reading.memoryBasis()).isEqualTo(MemoryBasis.WITH_RESERVED);
    }

    @Test
    void comesBackToTheNewerCallOnceItWorks() {
        gpu.answers(NvmlFunction.DEVICE_GET_MEMORY_INFO_V2, NvmlCode.UNKNOWN);
        machine.next();
        gpu.codes.clear();

        assertThat(machine.next().memoryBasis()).isEqualTo(MemoryBasis.ALLOCATED);
    }

    @ParameterizedTest
    @CsvSource({"-1, 100", "101, 100", "5, 0", "5, -1", "-7, 100"})
    void takesImpossibleNumbersForNone(long used, long total) {
        gpu.memoryUsed = used;
        gpu.memoryTotal = total;

        GpuReading reading = machine.next();

        assertThat(reading.memoryUsedMib()).isNull();
        assertThat(reading.memoryBasis()).isNull();
        assertThat(reading.absent()).containsKey("memory_used_mb");
        assertThat(reading.state()).isEqualTo(GpuReading.State.OK);
    }

    @Test
    void takesAFullMemoryForWhatItIs() {
        gpu.memoryUsed = gpu.memoryTotal;

        assertThat(machine.next().memoryUsedMib()).isEqualTo(80_000);
    }

    @Test
    void saysWhyWhenNeitherCallWorks() {
        gpu.answers(NvmlFunction.DEVICE_GET_MEMORY_INFO_V2, NvmlCode.UNKNOWN);
        gpu.answers(NvmlFunction.DEVICE_GET_MEMORY_INFO, NvmlCode.NO_PERMISSION);

        GpuReading reading = machine.next();

        assertThat(reading.memoryUsedMib()).isNull();
        assertThat(reading.absent()).containsEntry("memory_used_mb", "this user may not read it (NVML code 4)");
    }
}
