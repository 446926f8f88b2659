package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessesTest {
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
    void countsOneThatComputesAndDrawsOnce() {
        gpu.computePids = List.of(10, 20, 30);
        gpu.graphicsPids = List.of(30, 40);

        assertThat(machine.next().processCount()).isEqualTo(4);
    }

    @Test
    void countsNoneWhereThereIsNone() {
        gpu.computePids = List.of();

        GpuReading reading = machine.next();

        assertThat(reading.processCount()).isZero();
        assertThat(reading.absent()).doesNotContainKey("process_count");
    }

    @Test
    void countsMoreThanItHadRoomFor() {
        gpu.computePids = IntStream.rangeClosed(1, 1_000).boxed().toList();

        assertThat(machine.next().processCount()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "3, true", "4, false"})
    void triesUpToFourTimesWhileProcessesStart(int races, boolean counted) {
        gpu.racingProcesses = races;

        GpuReading reading = machine.next();

        assertThat(reading.processCount() != null).isEqualTo(counted);
        assertThat(reading.absent().containsKey("process_count")).isEqualTo(!counted);
    }

    @Test
    void leavesRoomForEntriesThatADriverWidened() {
        Machine widened = Machine.of(ScriptedNvml.with(1), root);
        widened.nvml.driverVersion = "535.54.03";
        widened.gpu().computePids = IntStream.rangeClosed(1, 16).boxed().toList();
        widened.gpu().graphicsPids = List.of(1, 2);

        // Its pids are not where they belong, so that only the number of entries holds.
        assertThat(widened.settled().next().processCount()).isEqualTo(18);
    }

    @Test
    void countsOnlyComputeWhereTheDriverHasNoListOfTheOthers() {
        gpu.answers(NvmlFunction.DEVICE_GET_GRAPHICS_RUNNING_PROCESSES, NvmlCode.NOT_SUPPORTED);

        assertThat(machine.next().processCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "DEVICE_GET_COMPUTE_RUNNING_PROCESSES, 3",
        "DEVICE_GET_COMPUTE_RUNNING_PROCESSES, 999",
        "DEVICE_GET_GRAPHICS_RUNNING_PROCESSES, 999"
    })
    void doesNotTakeAListThatFailedForAnEmptyOne(NvmlFunction function, int code) {
        gpu.computePids = List.of();
        gpu.answers(function, code);

        GpuReading reading = machine.next();

        assertThat(reading.processCount()).isNull();
        assertThat(reading.absent()).containsKey("process_count");
    }

    @ParameterizedTest
    @CsvSource({"63, true", "64, false", "20000, false"})
    void doesNotBelieveInAContainerThatAFullGpuHasNoProcesses(long usedMib, boolean believed) {
        machine.link("proc/self/ns/pid", Machine.CONTAINER);
        Machine container = Machine.of(ScriptedNvml.with(1), root);
        container.link("proc/self/ns/pid", Machine.CONTAINER);
        container.gpu().computePids = List.of();
        container.gpu().memoryUsed = usedMib * FakeGpu.MIB;

        GpuReading reading = container.settled().next();

        assertThat(reading.processCount() != null).isEqualTo(believed);
        assertThat(reading.absent().containsKey("process_count")).isEqualTo(!believed);
    }

    @Test
    void doesNotBelieveItEitherWhereMemoryIncludesWhatTheDriverKeeps() {
        Machine container = Machine.of(ScriptedNvml.with(1), root);
        container.link("proc/self/ns/pid", Machine.CONTAINER);
        container.gpu().computePids = List.of();
        container.gpu().memoryUsed = 0;
        container.gpu().memoryReserved = 10 * FakeGpu.MIB;
        container.gpu().answers(NvmlFunction.DEVICE_GET_MEMORY_INFO_V2, NvmlCode.NOT_SUPPORTED);

        assertThat(container.settled().next().processCount()).isNull();
    }

    @Test
    void believesOnTheHostThatAFullGpuHasNoProcesses() {
        gpu.computePids = List.of();
        gpu.memoryUsed = 20_000 * FakeGpu.MIB;

        assertThat(machine.next().processCount()).isZero();
    }

    @Test
    void countsInAContainerWhatTheDriverShows() {
        Machine container = Machine.of(ScriptedNvml.with(1), root);
        container.link("proc/self/ns/pid", Machine.CONTAINER);
        container.gpu().computePids = List.of(0, 0, 7);

        assertThat(container.settled().next().processCount()).isEqualTo(3);
    }
}
