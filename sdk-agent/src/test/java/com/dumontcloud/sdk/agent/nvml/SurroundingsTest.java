package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SurroundingsTest {
    @TempDir
    private Path root;

    private Machine machine;
    private Surroundings surroundings;

    @BeforeEach
    void start() {
        machine = Machine.of(ScriptedNvml.with(0), root);
        surroundings = new Surroundings(root);
    }

    @Test
    void isCertainWhereNothingSpeaksForAGpu() {
        machine.pciDevice("0000:00:00.0", "0x8086", "0x060000"); // a bridge
        machine.pciDevice("0000:00:02.0", "0x1a03", "0x030000"); // the display chip of a server's board
        machine.pciDevice("0000:00:03.0", "0x10de", "0x040300"); // the sound of a card, without the card
        machine.file("dev/null", "");
        machine.file("dev/tty0", "");

        assertThat(surroundings.signOfGpu()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0x10de, 0x030000, NVIDIA",
        "0x10de, 0x030200, NVIDIA",
        "0x10DE, 0x038000, NVIDIA",
        "0x10de, 0x120000, NVIDIA",
        "0x1002, 0x030000, AMD",
        "0x1002, 0x120000, AMD"
    })
    void knowsAGpuOnTheBus(String vendor, String deviceClass, String name) {
        machine.pciDevice("0000:41:00.0", vendor, deviceClass);

        assertThat(surroundings.signOfGpu().text()).isEqualTo("0000:41:00.0 is a GPU of " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nvidia0", "nvidiactl", "nvidia-uvm", "nvhost-gpu", "kfd", "dxg"})
    void knowsTheDevicesOfDrivers(String device) {
        machine.file("dev/" + device, "");

        assertThat(surroundings.signOfGpu().text()).isEqualTo("there is /dev/" + device);
    }

    /** As found on a machine without a GPU after root had called NVIDIA's library there. */
    @Test
    void takesTheFileThatTheLibraryMakesItselfForNoSign() {
        machine.file("dev/nvidiactl", "");
        machine.file("proc/devices", "Character devices:\n  1 mem\n 10 misc\n\nBlock devices:\n  7 loop\n");

        assertThat(surroundings.signOfGpu()).isNull();

        machine.file("dev/nvidia0", "");

        assertThat(surroundings.signOfGpu().text()).isEqualTo("there is /dev/nvidia0");
    }

    @Test
    void takesItForASignWhereADriverStandsBehindIt() {
        machine.file("dev/nvidiactl", "");
        machine.file("proc/devices", "Character devices:\n  1 mem\n195 nvidia-frontend\n234 nvidia-uvm\n");

        assertThat(surroundings.signOfGpu().text()).isEqualTo("there is /dev/nvidiactl");
    }

    @Test
    void isNotCertainWhereTheBusCannotBeRead() throws IOException {
        Files.delete(root.resolve("sys/bus/pci/devices"));

        assertThat(surroundings.signOfGpu().text()).isEqualTo("/sys/bus/pci cannot be read");
        assertThat(surroundings.signOfGpu().remedy()).contains("GpuProbe.none()");
    }

    @Test
    void isCertainWhereTheKernelHasNoSuchBus() throws IOException {
        Files.delete(root.resolve("sys/bus/pci/devices"));
        Files.delete(root.resolve("sys/bus/pci"));

        assertThat(surroundings.signOfGpu()).isNull();
    }

    @Test
    void isNotCertainWithoutSys() throws IOException {
        Files.delete(root.resolve("sys/bus/pci/devices"));
        Files.delete(root.resolve("sys/bus/pci"));
        Files.delete(root.resolve("sys/bus"));

        assertThat(surroundings.signOfGpu().text()).isEqualTo("/sys/bus/pci cannot be read");
    }

    @Test
    void isNotCertainWhereADeviceDoesNotSayWhatItIs() {
        machine.directory("sys/bus/pci/devices/0000:41:00.0");

        assertThat(surroundings.signOfGpu().text()).isEqualTo("/sys/bus/pci cannot be read");
    }

    @Test
    void isNotCertainWhereDevCannotBeRead() throws IOException {
        Files.delete(root.resolve("dev"));

        assertThat(surroundings.signOfGpu().text()).isEqualTo("/dev cannot be read");
    }

    @Test
    void tellsAContainerFromTheHost() {
        assertThat(surroundings.seesAllProcesses()).isTrue();
        assertThat(surroundings.isContainer()).isFalse();

        machine.link("proc/self/ns/pid", Machine.CONTAINER);

        assertThat(surroundings.seesAllProcesses()).isFalse();
        assertThat(surroundings.isContainer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {".dockerenv", "run/.containerenv"})
    void knowsAContainerThatSharesTheProcessesOfTheHost(String mark) {
        machine.file(mark, "");

        assertThat(surroundings.seesAllProcesses()).isTrue();
        assertThat(surroundings.isContainer()).isTrue();
    }

    @Test
    void doesNotClaimToSeeAllProcessesWithoutProc() throws IOException {
        Files.delete(root.resolve("proc/self/ns/pid"));

        assertThat(surroundings.seesAllProcesses()).isFalse();
        assertThat(surroundings.isContainer()).isFalse();
    }
}
