package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JnaDirectoryTest {

    private static final String DISK = "/dev/sda1 / ext4 rw,relatime 0 0\n";
    private static final String HOME = "tmpfs /home tmpfs rw,nosuid,noexec 0 0\n";
    private static final String TMP = "tmpfs /tmp tmpfs rw,noexec,relatime 0 0\n";
    private static final String SHM = "tmpfs /dev/shm tmpfs rw,noexec 0 0\n";

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> properties =
            new HashMap<>(Map.of("java.io.tmpdir", "/tmp", "user.home", "/home/me"));

    @TempDir
    private Path root;

    @BeforeEach
    void directories() throws IOException {
        for (String directory :
                new String[] {"proc/self", "home/me", "tmp", "dev/shm", "run", "var/tmp", "var/lib/us"}) {
            Files.createDirectories(root.resolve(directory));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {DISK, DISK + TMP, DISK + SHM, ""})
    void leavesAGoodChoiceToJna(String mounts) throws IOException {
        assertThat(better(mounts)).isNull();
    }

    @Test
    void leavesItToJnaWhereThereIsNoListOfMounts() {
        assertThat(new JnaDirectory(new HostSettings(root, environment, properties)).better())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"/, tmp", "/tmp, dev/shm", "/tmp /dev/shm, run", "/tmp /dev /run, var/tmp"})
    void takesTheFirstDirectoryThatProgramsMayRunFrom(String alsoForbidden, String expected) throws IOException {
        StringBuilder mounts = new StringBuilder(DISK).append(HOME);
        for (String point : alsoForbidden.split(" ", -1)) {
            mounts.append(point.equals("/") ? "" : "tmpfs " + point + " tmpfs rw,noexec 0 0\n");
        }

        assertThat(better(mounts.toString())).isEqualTo(root.resolve(expected));
    }

    @Test
    void prefersWhatSystemdGaveTheService() throws IOException {
        environment.put("STATE_DIRECTORY", "/var/lib/us:/var/lib/more");

        assertThat(better(DISK + HOME)).isEqualTo(root.resolve("var/lib/us"));
    }

    @Test
    void looksAtTheCacheThatTheUserNamed() throws IOException {
        environment.put("XDG_CACHE_HOME", "/dev/shm/cache");

        assertThat(better(DISK + HOME)).isNull();
        assertThat(better(DISK + SHM)).isEqualTo(root.resolve("tmp"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jna.tmpdir", "jna.boot.library.path", "jna.nounpack", "jna.nosys"})
    void leavesAJnaAloneThatWasToldWhatToDo(String setting) throws IOException {
        properties.put(setting, "/tmp");

        assertThat(better(DISK + HOME + TMP)).isNull();
    }

    @Test
    void leavesItToJnaToFailWhereProgramsMayRunFromNowhere() throws IOException {
        assertThat(better("/dev/sda1 / ext4 rw,noexec 0 0\n")).isNull();
    }

    @Test
    void goesByTheMountThatHidesTheOthers() throws IOException {
        assertThat(better(DISK + HOME + "/dev/sdb / ext4 rw 0 0\n")).isEqualTo(root.resolve("tmp"));
        assertThat(better(DISK + HOME + "/dev/sdb /home ext4 rw 0 0\n")).isNull();
        assertThat(better("/dev/sda1 /hom ext4 rw,noexec 0 0\n")).isNull();
    }

    @Test
    void understandsAMountPointWithASpace() throws IOException {
        Files.createDirectories(root.resolve("my home"));
        properties.put("user.home", "/my home");

        assertThat(better(DISK + "tmpfs /my\\040home tmpfs rw,noexec 0 0\n")).isEqualTo(root.resolve("tmp"));
    }

    private Path better(String mounts) throws IOException {
        Files.writeString(root.resolve("proc/self/mounts"), mounts);
        return new JnaDirectory(new HostSettings(root, environment, properties)).better();
    }
}
