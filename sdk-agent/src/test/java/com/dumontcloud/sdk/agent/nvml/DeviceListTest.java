package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.agent.GpuUnreadableException;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceListTest {
    @TempDir
    private Path root;

    private Machine machine;

    @BeforeEach
    void settle() {
        machine = Machine.of(ScriptedNvml.with(3), root).settled();
    }

    @Test
    void knowsGpusByUuidWhenTheirPlacesChange() {
        relist();
        machine.nvml.gpus.get(0).millijoules += 1_000;
        machine.nvml.gpus.get(2).millijoules += 3_000;
        Collections.reverse(machine.nvml.gpus);

        List<GpuReading> readings = machine.nextAll();

        assertThat(readings).extracting(GpuReading::uuid).containsExactly("GPU-2", "GPU-1", "GPU-0");
        assertThat(readings).extracting(GpuReading::index).containsExactly(0, 1, 2);
        assertThat(readings).extracting(GpuReading::energyJoules).containsExactly(3.0, 0.0, 1.0);
    }

    @Test
    void takesAGpuThatIsNoLongerListedForLost() {
        relist();
        machine.nvml.gpus.remove(1);

        List<GpuReading> readings = machine.nextAll();

        assertThat(readings).extracting(GpuReading::uuid).containsExactly("GPU-0", "GPU-2", "GPU-1");
        assertThat(readings).extracting(GpuReading::index).containsExactly(0, 1, 2);
        assertThat(readings).extracting(GpuReading::state).containsExactly(State.OK, State.OK, State.LOST);
        assertThat(readings.get(2).utilizationMeanPercent()).isNull();
        assertThat(readings.get(2).name()).isEqualTo("NVIDIA H100");
        assertThat(readings.get(2).absent()).containsKeys("utilization_mean_percent", "memory_used_mb");
    }

    @Test
    void goesOnTellingThatAGpuIsLost() {
        relist();
        machine.nvml.gpus.remove(1);

        for (int i = 0; i < 50; i++) {
            machine.later(Duration.ofMinutes(11)); // so that NVML is initialised anew as well
            assertThat(machine.sample()).extracting(GpuReading::state).containsOnlyOnce(State.LOST);
        }
    }

    @Test
    void knowsALostGpuAgainWhenItIsBack() {
        relist();
        FakeGpu lost = machine.nvml.gpus.remove(1);
        machine.nextAll();
        machine.nvml.gpus.add(1, lost);
        machine.later(Duration.ofMinutes(2));

        List<GpuReading> readings = machine.sample();

        assertThat(readings).extracting(GpuReading::uuid).containsExactly("GPU-0", "GPU-1", "GPU-2");
        assertThat(readings).extracting(GpuReading::state).containsOnly(State.OK);
    }

    @Test
    void leavesOutAGpuThatThisUserMayNotOpen() {
        Machine shared = Machine.of(ScriptedNvml.with(2), root);
        shared.nvml.closedPositions.put(1, NvmlCode.NO_PERMISSION);

        List<GpuReading> readings = shared.settled().nextAll();

        assertThat(readings).extracting(GpuReading::uuid).containsExactly("GPU-0", "GPU-1");
        assertThat(readings).extracting(GpuReading::index).containsExactly(0, 2);
        assertThat(shared.probe.status().gpuCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "15, LOST",
        "16, RESET_REQUIRED",
        "17, DENIED",
        "8, UNKNOWN",
        "11, UNKNOWN",
        "20, UNKNOWN",
        "999, UNKNOWN",
        "4711, UNKNOWN"
    })
    void tellsAGpuThatCannotBeOpenedByItsPlace(int code, State state) {
        Machine broken = Machine.of(ScriptedNvml.with(2), root);
        broken.nvml.closedPositions.put(1, code);

        List<GpuReading> readings = broken.settled().nextAll();

        assertThat(readings).extracting(GpuReading::index).containsExactly(0, 1, 2);
        assertThat(readings.get(1).state()).isEqualTo(state);
        assertThat(readings.get(1).uuid()).isNull();
        assertThat(readings.get(1).absent().get("utilization_mean_percent")).contains("NVML code " + code);
    }

    @ParameterizedTest
    @CsvSource({"4, DENIED", "15, LOST", "17, DENIED", "999, UNKNOWN"})
    void knowsAGpuByItsPlaceThatCannotBeOpenedAnyMore(int code, State state) {
        relist();
        machine.nvml.gpus.remove(1);
        machine.nvml.closedPositions.put(1, code);

        List<GpuReading> readings = machine.nextAll();

        assertThat(readings).extracting(GpuReading::uuid).containsExactly("GPU-0", "GPU-1", "GPU-2");
        assertThat(readings).extracting(GpuReading::index).containsExactly(0, 1, 2);
        assertThat(readings.get(1).state()).isEqualTo(state);
    }

    @Test
    void readsAGpuThatTellsNoUuid() {
        Machine nameless = Machine.of(ScriptedNvml.with(2), root);
        nameless.nvml.gpus.get(0).answers(NvmlFunction.DEVICE_GET_UUID, NvmlCode.NOT_SUPPORTED);

        List<GpuReading> readings = nameless.settled().nextAll();

        assertThat(readings).extracting(GpuReading::uuid).containsExactly(null, "GPU-1");
        assertThat(readings).extracting(GpuReading::utilizationMeanPercent).containsExactly(40.0, 40.0);
    }

    @Test
    void readsTwoGpusThatTellTheSameUuid() {
        Machine twins = Machine.of(ScriptedNvml.with(2), root);
        twins.nvml.gpus.get(1).uuid = "GPU-0";

        List<GpuReading> readings = twins.settled().nextAll();

        assertThat(readings).extracting(GpuReading::uuid).containsExactly("GPU-0", null);
        assertThat(readings).extracting(GpuReading::index).containsExactly(0, 1);
    }

    @Test
    void doesNotBelieveADriverThatMakesUpUuids() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        String other = "GPU-made-up-" + i + "-";
                        machine.nvml.gpus.forEach(gpu -> gpu.uuid = other + gpu.handle);
                        machine.later(Duration.ofMinutes(11)); // so that what is missing is looked for
                        relist();
                    }
                })
                .isInstanceOf(GpuUnreadableException.class);
    }

    /** Makes the driver take a handle for wrong, so that the GPUs are listed anew with the next sample. */
    private void relist() {
        machine.nvml.gpus.get(0).answers(NvmlFunction.DEVICE_GET_POWER_USAGE, NvmlCode.INVALID_ARGUMENT);
        machine.nextAll();
        machine.nvml.gpus.forEach(gpu -> gpu.codes.clear());
    }
}
