package com.dumontcloud.sdk.agent.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldFileTest {

    @TempDir
    private Path root;

    @Test
    void readsWhatIsThereNow() throws IOException {
        SmallFiles files = new SmallFiles(root);
        HeldFile file = files.hold("proc/loadavg");
        assertThat(text(file)).isNull();

        write("a long text\n");
        assertThat(text(file)).isEqualTo("a long text\n");
        write("short\n");
        assertThat(text(file)).isEqualTo("short\n");
        files.close();
        write("again\n");
        assertThat(text(file)).isEqualTo("again\n");
        files.close();
    }

    @Test
    void readsAFileThatIsLargerThanItsBuffer() throws IOException {
        String large = "0123456789\n".repeat(2000);
        write(large);

        try (SmallFiles files = new SmallFiles(root)) {
            assertThat(text(files.hold("proc/loadavg"))).isEqualTo(large);
            assertThat(files.read("proc/loadavg")).isEqualTo(large);
        }
    }

    @Test
    void knowsNothingOfAFileThatIsNotSmall() throws IOException {
        write("x".repeat(1 << 20));

        try (SmallFiles files = new SmallFiles(root)) {
            HeldFile file = files.hold("proc/loadavg");
            assertThat(text(file)).isNull();
            write("small\n");
            assertThat(text(file)).isEqualTo("small\n");
        }
    }

    @Test
    void asksTheKernelAnewEachTime() {
        try (SmallFiles files = new SmallFiles(Path.of("/"))) {
            HeldFile file = files.hold("proc/sys/kernel/random/uuid"); // which gives another one to each who reads it
            String first = text(file);

            assertThat(first).hasSize(37);
            assertThat(text(file)).hasSize(37).isNotEqualTo(first);
        }
    }

    @Test
    void holdsNothingOpenOnceItIsClosed() throws IOException {
        write("text\n");
        SmallFiles files = new SmallFiles(root);
        text(files.hold("proc/loadavg"));
        assertThat(isOpen()).isTrue();

        files.close();

        assertThat(isOpen()).isFalse();
    }

    private boolean isOpen() throws IOException {
        Path file = root.resolve("proc/loadavg").toRealPath();
        try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : open) {
                try {
                    if (Files.readSymbolicLink(each).equals(file)) {
                        return true;
                    }
                } catch (NoSuchFileException closedMeanwhile) {
                    // by another thread of this JVM
                }
            }
        }
        return false;
    }

    private void write(String text) throws IOException {
        Captured.write(root, "proc/loadavg", text);
    }

    private static @Nullable String text(HeldFile file) {
        Cursor cursor = file.read();
        return cursor == null ? null : cursor.rest();
    }
}
