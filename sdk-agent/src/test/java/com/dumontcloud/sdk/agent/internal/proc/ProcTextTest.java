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
        assertThat(ProcText.cpu(new Cursor(fixture("vm/proc/stat"))))
                .isEqualTo(new ProcText.CpuTicks(17371 + 3237 + 47 + 11, 17371 + 3237 + 357047 + 254 + 47 + 11));
    }

    @Test
    void doesNotCountGuestsTwice() {
        assertThat(ProcText.cpu(new Cursor("cpu  100 0 0 900 0 0 0 0 60 40\n")))
                .isEqualTo(new ProcText.CpuTicks(100, 1000));
    }

    @Test
    void readsTheShortLineOfOldKernels() {
        assertThat(ProcText.cpu(new Cursor("cpu 1 2 3 4\n"))).isEqualTo(new ProcText.CpuTicks(6, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cpu", "cpu 1 2 3", "cpu a b c d e", "cpu0 1 2 3 4", "\u0000"})
    void knowsNoCpuWhereThereIsNone(String stat) {
        assertThat(ProcText.cpu(new Cursor(stat))).isNull();
    }

    @Test
    void takesWhatCannotBeHadForUsedMemory() throws IOException {
        ProcText.Memory memory = ProcText.memory(new Cursor(fixture("vm/proc/meminfo")));

        assertThat(memory).isNotNull();
        assertThat(memory.totalBytes()).isEqualTo(24684084L * 1024);
        assertThat(memory.usedBytes()).isPositive().isLessThan(memory.totalBytes());
    }

    @Test
    void reckonsForKernelsThatDoNotSayWhatIsAvailable() throws IOException {
        assertThat(ProcText.memory(new Cursor(fixture("meminfo-3.10.txt"))))
                .isEqualTo(new ProcText.Memory(500_000L * 1024, 1_000_000L * 1024));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MemTotal: 5 kB", "MemAvailable: 5 kB", "MemTotal: x kB\nMemAvailable: 5 kB"})
    void knowsNoMemoryWhereThereIsNone(String meminfo) {
        assertThat(ProcText.memory(new Cursor(meminfo))).isNull();
    }

    @Test
    void countsEachDiskOnceAndNoPartitionOrLayer() throws IOException {
        assertThat(ProcText.disks(new Cursor(fixture("diskstats-bare-metal.txt"))))
                .isEqualTo(new Moved((2000 + 8 + 100) * 512L, (4000 + 200) * 512L));
    }

    @Test
    void countsAPartitionWhoseDiskIsNotListed() {
        assertThat(ProcText.disks(new Cursor(" 202 1 xvda1 1 1 10 1 1 1 20 1 1 1 1\n")))
                .isEqualTo(new Moved(5120L, 10240L));
    }

    /** Disks that look like partitions of the one before, and partitions that look like disks. */
    @Test
    void tellsADiskFromAPartitionOfTheOneBefore() {
        String diskstats = disk("sda", 1)
                + disk("sda1", 10)
                + disk("sdaa", 2)
                + disk("sdaa10", 10)
                + disk("nvme0n1", 4)
                + disk("nvme0n1p1", 10)
                + disk("nvme0n1p12", 10)
                + disk("nvme0n10", 8)
                + disk("mmcblk0", 16)
                + disk("mmcblk0p1", 10)
                + disk("mmcblk0boot0", 32);

        assertThat(ProcText.disks(new Cursor(diskstats))).isEqualTo(new Moved((1 + 2 + 4 + 8 + 16 + 32) * 512L, 0L));
    }

    @Test
    void tellsTheNumbersOfLayers() {
        Devices layers = ProcText.layers(new Cursor("254 0 dm-0 1\n8 0 sda 1\n7 1 loop1 1\nnonsense\n"));

        assertThat(layers.contains(254, 0)).isTrue();
        assertThat(layers.contains(7, 1)).isTrue();
        assertThat(layers.contains(8, 0)).isFalse();
        assertThat(layers.contains(7, 254)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", " 7 \n", "9223372036854775807"})
    void readsANumber(String text) {
        assertThat(new Cursor(text).onlyNumber()).isEqualTo(Long.parseLong(text.trim()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "max", "1.5", "+1", "18446744073709551615", "1 2", "0x1"})
    void readsNoNumberFromAnythingElse(String text) {
        assertThat(new Cursor(text).onlyNumber()).isNull();
    }

    @Test
    void findsAKeyAtTheStartOfALineOnly() {
        String text = "inactive_file 1\ntotal_inactive_file 2\nfile_total 3\n";

        assertThat(ProcText.keyed(new Cursor(text), ProcText.bytesOf("inactive_file")))
                .isEqualTo(1);
        assertThat(ProcText.keyed(new Cursor(text), ProcText.bytesOf("total_inactive_file")))
                .isEqualTo(2);
        assertThat(ProcText.keyed(new Cursor(text), ProcText.bytesOf("file"))).isNull();
        assertThat(ProcText.keyed(new Cursor("file"), ProcText.bytesOf("file"))).isNull();
        assertThat(ProcText.keyed(new Cursor("file \n"), ProcText.bytesOf("file")))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8 0 sda", "8 0 sda a b c d e f g h", " 7 0 loop0 1 1 10 1 1 1 20 1 1 1 1"})
    void knowsNoDiskWhereThereIsNone(String diskstats) {
        assertThat(ProcText.disks(new Cursor(diskstats))).isEqualTo(Moved.UNKNOWN);
    }

    @Test
    void countsTheWiresAndNotWhatPassesThemAgain() throws IOException {
        assertThat(ProcText.network(new Cursor(fixture("netdev-docker.txt")))).isEqualTo(new Moved(1030L, 204L));
    }

    @Test
    void countsWhatThereIsWhereThereIsNoWire() {
        String rootless = "    lo: 7 0 0 0 0 0 0 0 7 0 0 0 0 0 0 0\n  tap0: 1000 0 0 0 0 0 0 0 200 0 0 0 0 0 0 0\n";

        assertThat(ProcText.network(new Cursor(rootless))).isEqualTo(new Moved(1000L, 200L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth0", "ens5", "eno1", "enp3s0f1", "ib0", "wlp2s0", "venet0", "brcm0"})
    void knowsAWireByItsName(String name) {
        String netDev = "docker0: 5 0 0 0 0 0 0 0 5 0\n" + name + ": 3 0 0 0 0 0 0 0 4 0\n";

        assertThat(ProcText.network(new Cursor(netDev))).isEqualTo(new Moved(3L, 4L));
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

        assertThat(ProcText.network(new Cursor(netDev))).isEqualTo(new Moved(3L, 4L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eth0", "eth0: 1 2 3", "eth0: a 0 0 0 0 0 0 0 b", "lo: 1 0 0 0 0 0 0 0 1"})
    void knowsNoNetworkWhereThereIsNone(String netDev) {
        assertThat(ProcText.network(new Cursor(netDev))).isEqualTo(Moved.UNKNOWN);
    }

    @Test
    void readsTheUptime() throws IOException {
        assertThat(ProcText.uptime(new Cursor(fixture("vm/proc/uptime")))).isEqualTo(Duration.ofMillis(1_913_290));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1 2", "1e9 2", "99999999999999 1"})
    void knowsNoUptimeWhereThereIsNone(String uptime) {
        assertThat(ProcText.uptime(new Cursor(uptime))).isNull();
    }

    private static String disk(String name, int sectorsRead) {
        return "   8       0 " + name + " 1 0 " + sectorsRead + " 5 0 0 0 0 0 5 5\n";
    }

    static String fixture(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ProcTextTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
