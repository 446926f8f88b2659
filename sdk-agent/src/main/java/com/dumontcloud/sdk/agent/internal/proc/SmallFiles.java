package com.dumontcloud.sdk.agent.internal.proc;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the small texts of {@code /proc} and {@code /sys} below one directory, with a buffer of its own. What is not there, or
 * may not be read, is absent. For one thread at a time.
 */
public final class SmallFiles {

    /** Far beyond what any file here has; {@code /proc/stat} of 512 cores has some 60 kB. */
    private static final int MOST_BYTES = 1 << 20;

    private final Path root;
    private byte[] buffer = new byte[8192];

    /** Creates a reader of the files below a directory; {@code /} but for tests. */
    public SmallFiles(Path root) {
        this.root = root;
    }

    /** Returns the text of a file, by its path below the directory. */
    public @Nullable String read(String name) {
        try (FileInputStream in = new FileInputStream(root.resolve(name).toFile())) {
            int length = 0;
            int count;
            while ((count = in.read(buffer, length, buffer.length - length)) > 0) {
                length += count;
                if (length == buffer.length) {
                    if (length >= MOST_BYTES) {
                        return null;
                    }
                    buffer = java.util.Arrays.copyOf(buffer, length * 2);
                }
            }
            return new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        } catch (IOException notHere) {
            return null;
        }
    }
}
