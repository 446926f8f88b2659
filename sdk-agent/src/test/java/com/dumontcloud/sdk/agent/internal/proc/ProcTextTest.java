package com.dumontcloud.sdk.agent.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcTextTest {

    @Test
    void countsWaitingForADiskAsIdle() throws IOException {
        assertThat(ProcText.cpu(fixture("vm/proc/stat")))
                .isEqualTo(new ProcText.CpuTicks(17371 + 3237 + 47 + 11, 17371 + 3237 + 357047 + 254 + 47 + 11));
    }

    @Test
    void doesNotCountGuestsTwice() {
        assertThat(ProcText.cpu("cpu  100 0 0 900 0 0 0 0 60 40\n")).isEqualTo(new ProcText.CpuTicks(100, 1000));
    }

    @Test
    void readsTheShortLineOfOldKernels() {
        assertThat(ProcText.cpu("cpu 1 2 3 4\n")).isEqualTo(new ProcText.CpuTicks(6, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cpu", "cpu 1 2 3", "cpu a b c d e", "cpu0 1 2 3 4", "\u0000"})
    void knowsNoCpuWhereThereIsNone(String stat) {
        assertThat(ProcText.cpu(stat)).isNull();
    }

    @Test
    void takesWhatCannotBeHadForUsedMemory() throws IOException {
        ProcText.Memory memory = ProcText.memory(fixture("vm/proc/meminfo"));

        assertThat(memory).isNotNull();
        assertThat(memory.totalBytes()).isEqualTo(24684084L * 1024);
        assertThat(memory.usedBytes()).isPositive().isLessThan(memory.totalBytes());
    }

    @Test
    void reckonsForKernelsThatDoNotSayWhatIsAvailable() throws IOException {
        assertThat(ProcText.memory(fixture("meminfo-3.10.txt")))
                .isEqualTo(new ProcText.Memory(500_000L * 1024, 1_000_000L * 1024));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MemTotal: 5 kB", "MemAvailable: 5 kB", "MemTotal: x kB\nMemAvailable: 5 kB"})
    void knowsNoMemoryWhereThereIsNone(String meminfo) {
        assertThat(ProcText.memory(meminfo)).isNull();
    }

    @Test
    void countsEachDiskOnceAndNoPartitionOrLayer() throws IOException {
        assertThat(ProcText.disks(fixture("diskstats-bare-metal.txt")))
                .isEqualTo(new ProcText.Moved((2000 + 8 + 100) * 512L, (4000 + 200) * 512L));
    }

    @Test
    void countsAPartitionWhoseDiskIsNotListed() {
        assertThat(ProcText.disks(" 202 1 xvda1 1 1 10 1 1 1 20 1 1 1 1\n")).isEqualTo(new ProcText.Moved(5120, 10240));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8 0 sda", "8 0 sda a b c d e f g h", " 7 0 loop0 1 1 10 1 1 1 20 1 1 1 1"})
    void knowsNoDiskWhereThereIsNone(String diskstats) {
        assertThat(ProcText.disks(diskstats)).isNull();
    }

    @Test
    void countsEveryInterfaceButLoopback() throws IOException {
        assertThat(ProcText.network(fixture("netdev-docker.txt"))).isEqualTo(new ProcText.Moved(1030, 204));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eth0", "eth0: 1 2 3", "eth0: a 0 0 0 0 0 0 0 b", "lo: 1 0 0 0 0 0 0 0 1"})
    void knowsNoNetworkWhereThereIsNone(String netDev) {
        assertThat(ProcText.network(netDev)).isNull();
    }

    @Test
    void readsTheUptime() throws IOException {
        assertThat(ProcText.uptime(fixture("vm/proc/uptime"))).isEqualTo(Duration.ofMillis(1_913_290));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1 2", "1e9 2", "99999999999999 1"})
    void knowsNoUptimeWhereThereIsNone(String uptime) {
        assertThat(ProcText.uptime(uptime)).isNull();
    }

    static String fixture(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ProcTextTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
