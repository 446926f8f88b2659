package com.dumontcloud.sdk.agent.internal.people;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.internal.proc.SmallFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {

    @TempDir
    private Path root;

    @Test
    void findsThoseWhoLoggedInAndNoneOfTheWindowsWithin() throws IOException {
        assertThat(Sessions.of(processes(text("processes.txt")))).containsExactlyInAnyOrder(0, 1, 4, 6, 8);
    }

    @Test
    void windowsLiveOnWithoutAnybodyAtThem() throws IOException {
        String detached = text("processes.txt")
                .lines()
                .filter(line -> line.matches("(1|12300|12307|12595|12939|12940) .*"))
                .reduce("", (all, line) -> all + line + "\n");

        assertThat(Sessions.of(processes(detached))).isEmpty();
    }

    @Test
    void aShellThatWasStartedFromOutsideOfTheContainerIsASession() {
        assertThat(Sessions.of(processes("1 (sleep) S 0 1 1 0 -1\n40 (bash) S 0 40 40 34816 47\n")))
                .containsExactly(0);
    }

    @Test
    void theTerminalOfAContainersMainProcessIsNobodys() {
        assertThat(Sessions.of(processes("1 (bash) S 0 1 1 34816 7\n7 (python) S 1 7 1 34816 7\n")))
                .isEmpty();
    }

    @Test
    void aShellBelowAMainProcessWithATerminalIsASession() {
        assertThat(Sessions.of(processes("1 (jupyter-lab) S 0 1 1 34816 1\n9 (bash) S 1 9 9 34817 9\n")))
                .containsExactly(1);
    }

    @Test
    void aProcessWhoseAncestorsFormACircleIsNoTrap() {
        assertThat(Sessions.of(processes("1 (init) S 0 1 1 0 0\n8 (a) S 9 8 8 34816 8\n9 (b) S 8 9 9 34817 9\n")))
                .isEmpty();
    }

    @Test
    void readsTheProcessesOfThisMachine() throws IOException {
        for (String line : text("processes.txt").lines().toList()) {
            write("proc/" + line.substring(0, line.indexOf(' ')) + "/stat", line + "\n");
        }
        write("proc/meminfo", "MemTotal: 5 kB\n");
        write("proc/4711/status", "ended meanwhile\n");

        assertThat(Sessions.find(root, new SmallFiles(root))).containsExactlyInAnyOrder(0, 1, 4, 6, 8);
    }

    @Test
    void goesByWhatWasNotedWhereProcessesAreHidden() throws IOException {
        write("proc/40/stat", "40 (java) S 1 40 40 0 -1\n");
        Files.createDirectories(root.resolve("run"));
        Files.write(root.resolve("run/utmp"), bytes("utmp-x86-64.bin"));

        assertThat(Sessions.find(root, new SmallFiles(root))).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void knowsNothingWhereProcessesAreHiddenAndNothingIsNoted() throws IOException {
        write("proc/40/stat", "40 (java) S 1 40 40 0 -1\n");

        assertThat(Sessions.find(root, new SmallFiles(root))).isNull();
    }

    static Map<Integer, ProcessEntry> processes(String text) {
        Map<Integer, ProcessEntry> processes = new HashMap<>();
        for (String line : text.lines().toList()) {
            ProcessEntry process = Objects.requireNonNull(ProcessEntry.parse(line), line);
            processes.put(process.pid(), process);
        }
        return processes;
    }

    static String text(String fixture) throws IOException {
        return new String(bytes(fixture), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String fixture) throws IOException {
        try (InputStream in = Objects.requireNonNull(SessionsTest.class.getResourceAsStream(fixture), fixture)) {
            return in.readAllBytes();
        }
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
