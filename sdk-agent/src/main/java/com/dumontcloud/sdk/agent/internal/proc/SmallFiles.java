package com.dumontcloud.sdk.agent.internal.proc;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the small texts of {@code /proc} and {@code /sys} below one directory, with a buffer of its own. What is not there, or
 * may not be read, is absent. For one thread at a time.
 */
public final class SmallFiles implements Closeable {

    private final Path root;
    private final Cursor cursor = new Cursor();
    private final List<HeldFile> held = new ArrayList<>();

    /** Creates a reader of the files below a directory; {@code /} but for tests. */
    public SmallFiles(Path root) {
        this.root = root;
    }

    /** Returns the text of a file, by its path below the directory. */
    public @Nullable String read(String name) {
        try (RandomAccessFile in = new RandomAccessFile(root.resolve(name).toFile(), "r")) {
            return cursor.load(in) ? cursor.rest() : null;
        } catch (IOException notHere) {
            return null;
        }
    }

    /** Returns a file to be read often, by its path below the directory; it is opened when it is first read. */
    HeldFile hold(String name) {
        HeldFile file = new HeldFile(root.resolve(name).toFile(), cursor);
        held.add(file);
        return file;
    }

    /** Closes the files that are held open; one that is read again is opened again. */
    @Override
    public void close() {
        held.forEach(HeldFile::close);
    }
}
