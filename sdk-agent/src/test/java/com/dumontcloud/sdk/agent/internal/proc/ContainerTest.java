package com.dumontcloud.sdk.agent.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerTest {

    private static final long MACHINE = 1L << 40;

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(strings = {"v2-host-service", "v1-host-service"})
    void aServiceOfAMachineIsNotAContainer(String capture) throws IOException {
        Container container = captured(capture);

        assertThat(container.hasOwnCpu()).isFalse();
        assertThat(container.hasOwnDisks()).isFalse();
        assertThat(container.memory(MACHINE)).isNull();
        assertThat(container.cores(8)).isEqualTo(8);
    }

    @Test
    void readsAContainerOfVersion2() throws IOException {
        Container container = captured("v2-container");

        assertThat(container.hasOwnCpu()).isTrue();
        assertThat(container.cpuSeconds()).isEqualTo(0.84);
        assertThat(container.cores(8)).isEqualTo(2.5);
        assertThat(container.memory(MACHINE)).isEqualTo(new ProcText.Memory(5509120 - 4329472, 256L << 20));
        assertThat(container.disks()).isEqualTo(new Moved(8L << 20, 4L << 20));
    }

    @Test
    void takesTheTightestLimitOfTheGroupsAbove() throws IOException {
        Container container = captured("v2-container-host-namespace");

        assertThat(container.cores(8)).isEqualTo(1.5);
        assertThat(container.memory(MACHINE)).isEqualTo(new ProcText.Memory(5476352 - 4329472, 128L << 20));
        assertThat(container.cpuSeconds()).isEqualTo(3.64);
        assertThat(container.hasOwnDisks()).isTrue();
    }

    @Test
    void countsEveryGroupWithinAContainerThatRunsItsOwn() throws IOException {
        Container container = captured("v2-container-with-init");

        assertThat(container.cpuSeconds()).isEqualTo(usageOf("v2-container-with-init") / 1e6);
        assertThat(container.cores(8)).isEqualTo(2.5);
    }

    @Test
    void takesNothingForItsOwnThatIsOfTheHost() throws IOException {
        Container container = captured("v2-container-stale-mount");

        assertThat(container.hasOwnCpu()).isTrue();
        assertThat(container.cpuSeconds()).isNull();
        assertThat(container.hasOwnDisks()).isTrue();
        assertThat(container.disks()).isEqualTo(Moved.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1-container", "v1-container-private"})
    void readsAContainerOfVersion1(String capture) throws IOException {
        Container container = captured(capture);

        assertThat(container.hasOwnCpu()).isTrue();
        assertThat(container.cpuSeconds()).isGreaterThan(3);
        assertThat(container.cores(8)).isEqualTo(1.5);
        ProcText.Memory memory = container.memory(MACHINE);
        assertThat(memory).isNotNull();
        assertThat(memory.totalBytes()).isEqualTo(199_999_488); // the limit of the group above, which is out of sight
        assertThat(memory.usedBytes()).isBetween(1L << 19, 4L << 20);
        assertThat(container.disks()).isEqualTo(new Moved((8L << 20) + 1024, null));
    }

    @Test
    void theSmallerOfMachineAndLimitIsWhatMayBeUsed() throws IOException {
        Container container = captured("v2-container");

        ProcText.Memory memory = container.memory(1L << 20);
        assertThat(memory).isNotNull();
        assertThat(memory.totalBytes()).isEqualTo(1L << 20);
        assertThat(container.cores(2)).isEqualTo(2);
    }

    @Test
    void aContainerWithoutLimitsMayUseTheWholeMachine() throws IOException {
        Captured.unpack("v2-container", root);
        write("sys/fs/cgroup/cpu.max", "max 100000\n");
        write("sys/fs/cgroup/memory.max", "max\n");
        Container container = container();

        assertThat(container.cores(8)).isEqualTo(8);
        assertThat(container.memory(MACHINE)).isEqualTo(new ProcText.Memory(5509120 - 4329472, MACHINE));
        assertThat(container.memory(null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"v2-container, cpuset.cpus.effective", "v1-container, cpuset/cpuset.effective_cpus"})
    void theSetOfCpusLimitsToo(String capture, String file) throws IOException {
        Captured.unpack(capture, root);
        Path groups = root.resolve("proc/self/cgroup");
        Files.writeString(
                groups, Files.readString(groups) + (capture.startsWith("v1") ? "6:cpuset:/docker/c0ffee\n" : ""));
        Path mounts = root.resolve("proc/self/mountinfo");
        Files.writeString(
                mounts,
                Files.readString(mounts)
                        + "57 35 0:27 /docker/c0ffee /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset\n");
        write("sys/fs/cgroup/" + file, "3\n");

        assertThat(container().cores(8)).isEqualTo(1);
    }

    @Test
    void aHiddenProcess1LeavesTheOutermostGroupInSight() throws IOException {
        Captured.unpack("v1-container", root);
        Files.delete(root.resolve("proc/1/cgroup"));

        assertThat(container().cores(8)).isEqualTo(1.5);
    }

    @Test
    void thereIsNoContainerWhereNoGroupsCanBeSeen() {
        Container container = container();

        assertThat(container.hasOwnCpu()).isFalse();
        assertThat(container.hasOwnDisks()).isFalse();
        assertThat(container.cpuSeconds()).isNull();
        assertThat(container.memory(MACHINE)).isNull();
        assertThat(container.cores(8)).isEqualTo(8);
        assertThat(container.disks()).isEqualTo(Moved.UNKNOWN);
    }

    @Test
    void survivesFilesFullOfNonsense() throws IOException {
        Captured.unpack("v2-container", root);
        for (String file :
                new String[] {"cpu.max", "cpu.stat", "memory.max", "memory.current", "memory.stat", "io.stat"}) {
            write("sys/fs/cgroup/" + file, "\u0000 nonsense -1\n:::\n");
        }
        Container container = container();

        assertThat(container.cpuSeconds()).isNull();
        assertThat(container.cores(8)).isEqualTo(8);
        assertThat(container.memory(MACHINE)).isNull();
    }

    private long usageOf(String capture) throws IOException {
        String text = ProcTextTest.fixture(capture + ".txt");
        String after = text.substring(text.indexOf("sys/fs/cgroup/cpu.stat"));
        return Long.parseLong(after.split("\n")[1].split(" ")[1]);
    }

    private Container captured(String name) throws IOException {
        Captured.unpack(name, root);
        return container();
    }

    private Container container() {
        return new Container(new SmallFiles(root));
    }

    private void write(String file, String text) throws IOException {
        Captured.write(root, file, text);
    }
}
