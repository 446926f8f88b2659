package com.dumontcloud.sdk.agent.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.agent.HostFacts;
import com.dumontcloud.sdk.core.model.HostReading;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcHostProbeTest {

    private static final List<String> FILES = List.of(
            "proc/stat",
            "proc/meminfo",
            "proc/diskstats",
            "proc/net/dev",
            "proc/uptime",
            "proc/sys/kernel/hostname",
            "proc/sys/kernel/random/boot_id");

    @TempDir
    private Path root;

    private long nanos = 1_000_000_000L;
    private ProcHostProbe probe;

    @BeforeEach
    void layOutTheCapturedMachine() throws IOException {
        for (String file : FILES) {
            write(file, ProcTextTest.fixture("vm/" + file));
        }
        probe = new ProcHostProbe(root, () -> nanos);
    }

    @Test
    void knowsAtOnceWhatHoldsNowAndNothingThatNeedsTwoSamples() {
        HostReading first = probe.sample();

        assertThat(first.memoryTotalMib()).isCloseTo(24105.55, within(0.01));
        assertThat(first.memoryUsedMib()).isBetween(1.0, 24105.0);
        assertThat(first.diskUsedGib()).isPositive();
        assertThat(first.cpuPercent()).isNull();
        assertThat(first.diskReadBytes()).isNull();
        assertThat(first.netSentBytes()).isNull();
    }

    @Test
    void tellsWhatMovedSinceTheSampleBefore() throws IOException {
        write("proc/diskstats", "8 0 sda 1 1 100 1 1 1 200 1 1 1 1\n");
        write("proc/net/dev", " eth0: 1000 0 0 0 0 0 0 0 500 0 0 0 0 0 0 0\n");
        probe.sample();
        write("proc/diskstats", "8 0 sda 1 1 102 1 1 1 203 1 1 1 1\n");
        write("proc/net/dev", " eth0: 1010 0 0 0 0 0 0 0 520 0 0 0 0 0 0 0\n");

        HostReading reading = probe.sample();

        assertThat(reading.diskReadBytes()).isEqualTo(1024);
        assertThat(reading.diskWriteBytes()).isEqualTo(1536);
        assertThat(reading.netReceivedBytes()).isEqualTo(10);
        assertThat(reading.netSentBytes()).isEqualTo(20);
    }

    @Test
    void knowsNothingOfCountersThatWentBackwards() throws IOException {
        write("proc/net/dev", " eth0: 1000 0 0 0 0 0 0 0 500 0 0 0 0 0 0 0\n");
        probe.sample();
        write("proc/net/dev", " eth0: 10 0 0 0 0 0 0 0 600 0 0 0 0 0 0 0\n");

        HostReading reading = probe.sample();

        assertThat(reading.netReceivedBytes()).isNull();
        assertThat(reading.netSentBytes()).isEqualTo(100);
    }

    @Test
    void tellsTheShareOfAllCores() throws IOException {
        write("proc/stat", "cpu 100 0 100 800 0 0 0 0\n");
        probe.sample();
        write("proc/stat", "cpu 120 0 110 870 0 0 0 0\n");

        assertThat(probe.sample().cpuPercent()).isCloseTo(30, within(1e-9));
    }

    @Test
    void tellsTheShareOfTheCoresThatAContainerMayUse() throws IOException {
        Captured.unpack("v2-container", root);
        probe = new ProcHostProbe(root, () -> nanos);
        probe.sample();
        write("sys/fs/cgroup/cpu.stat", "usage_usec 5840000\n"); // 5 s more
        nanos += 10_000_000_000L;

        assertThat(probe.sample().cpuPercent())
                .isCloseTo(20, within(1e-9)); // of the 25 s that two and a half cores have
    }

    @Test
    void doesNotTakeTheWorkOfNeighboursForItsOwn() throws IOException {
        Captured.unpack("v2-container", root);
        probe = new ProcHostProbe(root, () -> nanos);
        probe.sample();
        write("proc/stat", "cpu 999999 0 999999 0 0 0 0 0\n");
        write("proc/diskstats", "  98       0 ubda 9999 1 999999 1 9999 1 999999 1 0 1 1\n");
        nanos += 10_000_000_000L;

        HostReading reading = probe.sample();

        assertThat(reading.cpuPercent()).isZero();
        assertThat(reading.diskReadBytes()).isZero();
        assertThat(reading.diskWriteBytes()).isZero();
    }

    @Test
    void tellsTheMemoryThatAContainerMayUse() throws IOException {
        Captured.unpack("v2-container", root);
        write("proc/meminfo", "MemTotal: 1048576 kB\nMemAvailable: 524288 kB\n");
        probe = new ProcHostProbe(root, () -> nanos);

        HostReading reading = probe.sample();

        assertThat(reading.memoryTotalMib()).isEqualTo(256);
        assertThat(reading.memoryUsedMib()).isCloseTo(1.125, within(1e-9));
    }

    @Test
    void ignoresTheLimitsOfTheServiceItRunsIn() throws IOException {
        Captured.unpack("v2-host-service", root);
        probe = new ProcHostProbe(root, () -> nanos);

        HostReading reading = probe.sample();

        assertThat(reading.memoryTotalMib()).isCloseTo(490420 / 1024.0, within(1.0 / 8));
        assertThat(reading.memoryUsedMib()).isLessThan(64);
    }

    @Test
    void knowsWhichMachineItIs() {
        assertThat(probe.facts())
                .isEqualTo(new HostFacts(
                        "gpu-box-7", "0b8e8a6e-2f1c-4f6e-9d2a-3f5d0c7b9a11", Duration.ofMillis(1_913_290)));
    }

    @Test
    void knowsLittleWhereThereIsNoProc(@TempDir Path empty) {
        ProcHostProbe elsewhere = new ProcHostProbe(empty, () -> nanos);
        elsewhere.sample();

        HostReading reading = elsewhere.sample();

        assertThat(reading)
                .usingRecursiveComparison()
                .ignoringFields("diskUsedGib")
                .isEqualTo(HostReading.UNKNOWN);
        assertThat(elsewhere.facts()).isEqualTo(HostFacts.UNKNOWN);
    }

    private void write(String file, String text) throws IOException {
        Captured.write(root, file, text);
    }
}
