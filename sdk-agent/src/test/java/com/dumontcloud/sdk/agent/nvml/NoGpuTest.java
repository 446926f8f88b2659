package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.agent.GpuUnreadableException;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When it is certain that a machine has no GPU, so that it may be judged by its CPU, and when it is not. */
class NoGpuTest {
    @TempDir
    private Path root;

    private ScriptedNvml nvml;
    private Machine machine;

    @BeforeEach
    void start() {
        nvml = ScriptedNvml.with(2);
        machine = Machine.of(nvml, root);
    }

    @Test
    void givesAnEmptyListWhereThereIsNeitherLibraryNorDevice() {
        machine.opening = noLibrary();

        assertThat(machine.sample()).isEmpty();
        assertThat(machine.probe.status().state()).isEqualTo(NvmlStatus.State.NO_GPU);
        assertThat(machine.probe.status().gpuCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"DRIVER_NOT_LOADED, 9", "LIBRARY_NOT_FOUND, 12", "GPU_NOT_FOUND, 28"})
    void givesAnEmptyListWhereTheLibraryHasNoDriverAndThereIsNoDevice(String name, int code) {
        nvml.answers(NvmlFunction.INIT, code);

        assertThat(machine.sample()).as(name).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "28"})
    void givesAnEmptyListWhereTheDriverListsNoneAndThereIsNoDevice(int codeOfCount) {
        nvml.gpus.clear();
        if (codeOfCount != 0) {
            nvml.answers(NvmlFunction.DEVICE_GET_COUNT, codeOfCount);
        }

        assertThat(machine.sample()).isEmpty();
        assertThat(nvml.initialised).isZero();
    }

    @Test
    void isNotSureWithoutALibraryWhereThereIsADevice() {
        machine.opening = noLibrary();
        machine.pciDevice("0000:41:00.0", "0x10de", "0x030200");

        GpuUnreadableException unreadable = unreadable();

        assertThat(unreadable.state()).isEqualTo(State.UNKNOWN);
        assertThat(unreadable)
                .hasMessage("no libnvidia-ml.so.1, but 0000:41:00.0 is a GPU of NVIDIA;"
                        + " install the driver or set NVIDIA_DRIVER_CAPABILITIES=all");
        assertThat(machine.probe.status().state()).isEqualTo(NvmlStatus.State.NO_LIBRARY);
    }

    @Test
    void saysThatGpusOfOthersAreNotRead() {
        machine.opening = noLibrary();
        machine.pciDevice("0000:41:00.0", "0x1002", "0x030000");

        assertThat(unreadable()).hasMessageContaining("AMD").hasMessageContaining("GpuProbe of your own");
    }

    @Test
    void isNotSureWithoutADriverWhereThereIsADevice() {
        nvml.answers(NvmlFunction.INIT, NvmlCode.DRIVER_NOT_LOADED);
        machine.file("dev/nvidia0", "");

        assertThat(unreadable()).hasMessageContaining("not loaded").hasMessageContaining("modprobe nvidia");
        assertThat(machine.probe.status().state()).isEqualTo(NvmlStatus.State.NO_DRIVER);
    }

    @Test
    void isNotSureWhereTheDriverListsNoneAndThereIsADevice() {
        nvml.gpus.clear();
        machine.file("dev/nvidiactl", "");

        assertThat(unreadable()).hasMessageContaining("NVIDIA_VISIBLE_DEVICES");
    }

    @ParameterizedTest
    @CsvSource({"9", "28"})
    void isNeverSureOnceItReadAGpu(int code) {
        machine.settled();
        nvml.answers(NvmlFunction.DEVICE_GET_UTILIZATION_RATES, NvmlCode.UNINITIALIZED);
        nvml.answers(NvmlFunction.INIT, code);

        machine.later(Duration.ofSeconds(5));

        assertThat(unreadable()).hasMessageContaining("GPUs were read before");
    }

    @ParameterizedTest
    @CsvSource({
        "NATIVE_ACCESS_DENIED, NATIVE_ACCESS_DENIED, DENIED",
        "WRONG_OVERRIDE, LIBRARY_UNUSABLE, UNKNOWN",
        "UNLOADABLE, LIBRARY_UNUSABLE, UNKNOWN",
        "NOT_NVML, LIBRARY_UNUSABLE, UNKNOWN",
        "BINDING_UNAVAILABLE, LIBRARY_UNUSABLE, UNKNOWN"
    })
    void isNeverSureOfALibraryThatItCannotCall(NvmlTrouble.Kind kind, NvmlStatus.State state, State gpuState) {
        machine.opening = NvmlOpening.of(new NvmlTrouble(kind, "it does not work", "mend it"));

        GpuUnreadableException unreadable = unreadable();

        assertThat(unreadable).hasMessage("it does not work; mend it");
        assertThat(unreadable.state()).isEqualTo(gpuState);
        assertThat(machine.probe.status().state()).isEqualTo(state);
        assertThat(machine.probe.status().remedy()).isEqualTo("mend it");
    }

    private GpuUnreadableException unreadable() {
        return catchThrowableOfType(GpuUnreadableException.class, machine::sample);
    }

    private static NvmlOpening noLibrary() {
        return NvmlOpening.of(new NvmlTrouble(NvmlTrouble.Kind.NO_LIBRARY, "not on this machine", "install it"));
    }
}
