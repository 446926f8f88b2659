package com.dumontcloud.sdk.agent.internal.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files captured on a machine, laid out again below a directory. */
final class Captured {

    private static final String BEGINS = "--- ";

    private Captured() {}

    /** Writes all files of a capture, and of how many cores the machine had. */
    static void unpack(String name, Path root) throws IOException {
        for (String file : ("\n" + ProcTextTest.fixture(name + ".txt")).split("\n" + BEGINS)) {
            int end = file.indexOf('\n');
            if (end > 0) {
                write(root, file.substring(0, end), file.substring(end + 1) + "\n");
            }
        }
        write(root, "sys/devices/system/cpu/online", "0-7\n");
    }

    static void write(Path root, String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
