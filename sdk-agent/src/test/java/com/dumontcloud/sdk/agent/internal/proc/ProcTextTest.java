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
        assertThat(ProcText.disks(" 202 1 xvda1 1 1 10 1 1 1 20 1 1 1 1\n"))
                .isEqualTo(new ProcText.Moved(5120L, 10240L));
    }

    @Test
    void tellsTheNumbersOfLayers() throws IOException {
        assertThat(ProcText.layers("254 0 dm-0 1\n8 0 sda 1\n7 1 loop1 1\nnonsense\n"))
                .containsExactlyInAnyOrder("254:0", "7:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", " 7 \n", "9223372036854775807"})
    void readsANumber(String text) {
        assertThat(ProcText.number(text)).isEqualTo(Long.parseLong(text.trim()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "max", "1.5", "+1", "18446744073709551615", "1 2", "0x1"})
    void readsNoNumberFromAnythingElse(String text) {
        assertThat(ProcText.number(text)).isNull();
    }

    @Test
    void findsAKeyAtTheStartOfALineOnly() {
        String text = "inactive_file 1\ntotal_inactive_file 2\nfile_total 3\n";

        assertThat(ProcText.keyed(text, "inactive_file")).isEqualTo(1);
        assertThat(ProcText.keyed(text, "total_inactive_file")).isEqualTo(2);
        assertThat(ProcText.keyed(text, "file")).isNull();
        assertThat(ProcText.keyed("file", "file")).isNull();
        assertThat(ProcText.keyed("file \n", "file")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8 0 sda", "8 0 sda a b c d e f g h", " 7 0 loop0 1 1 10 1 1 1 20 1 1 1 1"})
    void knowsNoDiskWhereThereIsNone(String diskstats) {
        assertThat(ProcText.disks(diskstats)).isEqualTo(ProcText.Moved.UNKNOWN);
    }

    @Test
    void countsTheWiresAndNotWhatPassesThemAgain() throws IOException {
        assertThat(ProcText.network(fixture("netdev-docker.txt"))).isEqualTo(new ProcText.Moved(1030L, 204L));
    }

    @Test
    void countsWhatThereIsWhereThereIsNoWire() {
        String rootless = "    lo: 7 0 0 0 0 0 0 0 7 0 0 0 0 0 0 0\n  tap0: 1000 0 0 0 0 0 0 0 200 0 0 0 0 0 0 0\n";

        assertThat(ProcText.network(rootless)).isEqualTo(new ProcText.Moved(1000L, 200L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth0", "ens5", "eno1", "enp3s0f1", "ib0", "wlp2s0", "venet0", "brcm0"})
    void knowsAWireByItsName(String name) {
        String netDev = "docker0: 5 0 0 0 0 0 0 0 5 0\n" + name + ": 3 0 0 0 0 0 0 0 4 0\n";

        assertThat(ProcText.network(netDev)).isEqualTo(new ProcText.Moved(3L, 4L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "veth12ab",
                "docker0",
                "br-5f2a",
                "br0",
                "virbr0",
                "tun0",
                "wg0",
                "cni0",
                "bond0",
                "ifb1",
                "eth0.100",
                "dummy0"
            })
    void knowsWhatIsNoWireByItsName(String name) {
        String netDev = name + ": 5 0 0 0 0 0 0 0 5 0\neth0: 3 0 0 0 0 0 0 0 4 0\n";

        assertThat(ProcText.network(netDev)).isEqualTo(new ProcText.Moved(3L, 4L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eth0", "eth0: 1 2 3", "eth0: a 0 0 0 0 0 0 0 b", "lo: 1 0 0 0 0 0 0 0 1"})
    void knowsNoNetworkWhereThereIsNone(String netDev) {
        assertThat(ProcText.network(netDev)).isEqualTo(ProcText.Moved.UNKNOWN);
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
