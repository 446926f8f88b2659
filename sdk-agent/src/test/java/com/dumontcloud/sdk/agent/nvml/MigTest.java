package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuInstanceReading;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigTest {
    @TempDir
    private Path root;

    private Machine machine;
    private FakeGpu gpu;

    @BeforeEach
    void partition() {
        machine = Machine.of(ScriptedNvml.with(1), root);
        gpu = machine.gpu();
        gpu.migMode = 1;
        gpu.utilization = 0; // as some drivers say, who measured nothing
        gpu.instances.put(1, instance(0xA1, "MIG-a", 3));
        gpu.instances.put(4, instance(0xA2, "MIG-b", 5));
    }

    @Test
    void readsMemoryAndProcessesOfEachInstanceWhereverItIsListed() {
        List<GpuInstanceReading> instances = machine.settled().next().instances();

        assertThat(instances)
                .containsExactly(
                        new GpuInstanceReading("MIG-a", 300.0, 10_000.0, null, 1),
                        new GpuInstanceReading("MIG-b", 500.0, 10_000.0, null, 1));
    }

    @Test
    void takesNoUtilizationOfAPartitionedGpuFromTheDriver() {
        GpuReading reading = machine.settled().next();

        assertThat(reading.state()).isEqualTo(State.OK);
        assertThat(reading.utilizationMeanPercent()).isNull();
        assertThat(reading.memoryUtilizationPercent()).isNull();
        assertThat(reading.absent().get("utilization_mean_percent")).contains("MIG");
    }

    @Test
    void measuresEachInstanceWhereTheGpuCan() {
        measurable();
        gpu.instances.get(4).gpmSm = 77;
        gpu.instances.get(4).gpmGraphics = 88;

        GpuReading reading = machine.settled().next();

        assertThat(reading.instances())
                .extracting(GpuInstanceReading::smUtilizationPercent)
                .containsExactly(21.25, 77.0);
        assertThat(reading.utilizationMeanPercent()).isEqualTo(88);
        assertThat(reading.utilizationMaxPercent()).isEqualTo(88);
        assertThat(reading.absent()).doesNotContainKey("utilization_mean_percent");
    }

    @Test
    void doesNotCallAGpuIdleOfWhichOneInstanceWasNotMeasured() {
        measurable();
        machine.settled();
        gpu.instances.get(1).gpmGraphics = 0;
        gpu.instances.get(4).gpmCode = NvmlCode.UNKNOWN;

        GpuReading reading = machine.next();

        assertThat(reading.utilizationMeanPercent()).isNull();
        assertThat(reading.absent()).containsKey("utilization_mean_percent");
    }

    @Test
    void doesNotCallAGpuIdleThatHasNoInstances() {
        measurable();
        gpu.instances.clear();

        GpuReading reading = machine.settled().next();

        assertThat(reading.instances()).isEmpty();
        assertThat(reading.utilizationMeanPercent()).isNull();
    }

    @Test
    void knowsAnInstanceByItsUuidWhenHandlesAreGivenAgain() {
        measurable();
        machine.settled();
        gpu.instances.clear();
        gpu.instances.put(0, instance(0xA1, "MIG-c", 7)); // the handle of MIG-a, after another partitioning

        GpuReading fresh = machine.next();
        GpuReading measured = machine.next();

        assertThat(fresh.instances()).singleElement().satisfies(instance -> {
            assertThat(instance.uuid()).isEqualTo("MIG-c");
            assertThat(instance.smUtilizationPercent()).isNull();
        });
        assertThat(measured.instances().get(0).smUtilizationPercent()).isEqualTo(21.25);
    }

    @Test
    void givesBackWhatItHeldForInstancesThatAreGone() {
        measurable();
        machine.settled();
        gpu.instances.clear();

        machine.nextAll();

        assertThat(machine.nvml.freedSamples).hasSize(4);
    }

    @Test
    void leavesOutInstancesOfOthers() {
        measurable();
        gpu.closedPlaces.put(0, NvmlCode.NO_PERMISSION);

        GpuReading reading = machine.settled().next();

        assertThat(reading.instances()).hasSize(2);
        assertThat(reading.utilizationMeanPercent()).isEqualTo(33.5);
    }

    @Test
    void doesNotCallAGpuIdleOfWhichOneInstanceCannotBeOpened() {
        measurable();
        gpu.closedPlaces.put(0, NvmlCode.UNKNOWN);

        GpuReading reading = machine.settled().next();

        assertThat(reading.instances()).hasSize(2);
        assertThat(reading.utilizationMeanPercent()).isNull();
    }

    @Test
    void staysPartitionedWhileTheDriverDoesNotSay() {
        machine.settled();
        gpu.answers(NvmlFunction.DEVICE_GET_MIG_MODE, NvmlCode.UNKNOWN);

        GpuReading reading = machine.next();

        assertThat(reading.instances()).hasSize(2);
        assertThat(reading.utilizationMeanPercent()).isNull();
    }

    @Test
    void takesNoUtilizationOfAGpuThatMayBePartitioned() {
        gpu.answers(NvmlFunction.DEVICE_GET_MIG_MODE, NvmlCode.UNKNOWN);

        GpuReading reading = machine.settled().next();

        assertThat(reading.utilizationMeanPercent()).isNull();
        assertThat(reading.absent())
                .containsEntry("utilization_mean_percent", "the driver does not say whether MIG is on");
    }

    @Test
    void listsNoInstancesWhereTheDriverDoesNotSayHowManyThereCanBe() {
        gpu.answers(NvmlFunction.DEVICE_GET_MAX_MIG_DEVICE_COUNT, NvmlCode.UNKNOWN);

        GpuReading reading = machine.settled().next();

        assertThat(reading.instances()).isEmpty();
        assertThat(reading.utilizationMeanPercent()).isNull();
    }

    @Test
    void readsAGpuThatCouldBePartitionedAndIsNot() {
        gpu.migMode = 0;
        gpu.utilization = 12;

        GpuReading reading = machine.settled().next();

        assertThat(reading.instances()).isEmpty();
        assertThat(reading.utilizationMeanPercent()).isEqualTo(12);
    }

    @Test
    void readsTheInstancesOfAGpuThatItselfMayNotBeRead() {
        for (NvmlFunction function : List.of(
                NvmlFunction.DEVICE_GET_MEMORY_INFO_V2,
                NvmlFunction.DEVICE_GET_MEMORY_INFO,
                NvmlFunction.DEVICE_GET_POWER_USAGE,
                NvmlFunction.DEVICE_GET_TEMPERATURE_V,
                NvmlFunction.DEVICE_GET_TEMPERATURE)) {
            gpu.answers(function, NvmlCode.NO_PERMISSION);
        }

        GpuReading reading = machine.settled().next();

        assertThat(reading.state()).isEqualTo(State.OK);
        assertThat(reading.instances()).hasSize(2);
    }

    @Test
    void doesNotBelieveInAContainerThatAFullInstanceHasNoProcesses() {
        machine.link("proc/self/ns/pid", Machine.CONTAINER);
        gpu.instances.get(1).computePids = List.of();

        List<GpuInstanceReading> instances = machine.settled().next().instances();

        assertThat(instances).extracting(GpuInstanceReading::processCount).containsExactly(null, 1);
    }

    private void measurable() {
        gpu.gpm = true;
        gpu.instances.values().forEach(instance -> instance.gpm = true);
    }

    private static FakeGpu instance(long handle, String uuid, int id) {
        FakeGpu instance = new FakeGpu(handle, uuid);
        instance.instanceId = id;
        instance.memoryTotal = 10_000 * FakeGpu.MIB;
        instance.memoryUsed = id * 100 * FakeGpu.MIB;
        instance.computePids = List.of(id);
        return instance;
    }
}
