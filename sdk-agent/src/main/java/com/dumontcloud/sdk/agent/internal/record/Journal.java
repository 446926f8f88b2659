package com.dumontcloud.sdk.agent.internal.record;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A text file that grows at its end and belongs to one process at a time. What an append has returned for is on the disk.
 *
 * <p>Built on {@link RandomAccessFile}, since an interrupt closes a {@code FileChannel} under the feet of whoever writes.
 * Not thread-safe.
 */
final class Journal implements Closeable {

    /** Far beyond what a record of a thousand commands grows to. */
    private static final long LARGEST = 16L * 1024 * 1024;

    private static final String LOCK = "lock";
    private static final boolean IS_POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path path;
    private final RandomAccessFile lockFile;
    private RandomAccessFile file;
    private boolean cut;

    private Journal(Path path, RandomAccessFile lockFile, RandomAccessFile file) {
        this.path = path;
        this.lockFile = lockFile;
        this.file = file;
    }

    /**
     * Opens the file, and creates it and its folder, for nobody else to read, where they are missing.
     *
     * @throws IOException if that is not possible, or another process has it open
     */
    static Journal open(Path folder, String name) throws IOException {
        createFolder(folder);
        RandomAccessFile lockFile = openFile(folder.resolve(LOCK));
        try {
            lock(lockFile, folder);
            Path path = folder.resolve(name);
            Journal journal = new Journal(path, lockFile, openFile(path));
            sync(folder);
            return journal;
        } catch (IOException | RuntimeException unusable) {
            lockFile.close();
            throw unusable;
        }
    }

    /** Returns everything in the file. Bytes that are no ASCII are damage, and come back as some character. */
    String read() throws IOException {
        long length = file.length();
        if (length > LARGEST) {
            throw new IOException(path + " has " + length + " bytes; it is no record of commands");
        }
        byte[] bytes = new byte[(int) length];
        file.seek(0);
        file.readFully(bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        cut = !text.isEmpty() && !text.endsWith("\n");
        return text;
    }

    long length() throws IOException {
        return file.length();
    }

    /** Adds lines and waits until they are on the disk. Where that fails the file is as it was, as far as the disk lets us. */
    void append(String lines) throws IOException {
        long before = file.length();
        String whole = cut ? "\n" + lines : lines; // what was cut short stays a line of its own
        try {
            file.seek(before);
            file.write(whole.getBytes(StandardCharsets.ISO_8859_1));
            file.getFD().sync();
            cut = false;
        } catch (IOException failure) {
            takeBack(before, failure);
            throw failure;
        }
    }

    /** Puts these lines in the place of all that is there, in one step: a crash leaves the old file or the new one. */
    void replace(String lines) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(next);
        RandomAccessFile fresh = openFile(next);
        try {
            fresh.write(lines.getBytes(StandardCharsets.ISO_8859_1));
            fresh.getFD().sync();
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            fresh.close();
            throw failure;
        }
        file.close();
        file = fresh;
        cut = false;
        sync(path.getParent());
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            lockFile.close(); // gives the lock back
        }
    }

    private void takeBack(long before, IOException failure) {
        try {
            file.setLength(before);
        } catch (IOException stays) {
            cut = true;
            failure.addSuppressed(stays);
        }
    }

    private static void lock(RandomAccessFile lockFile, Path folder) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = lockFile.getChannel().tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            throw new IOException("another reporter of this program has the same name and uses " + folder, sameProcess);
        }
        if (lock == null) {
            throw new IOException("another process reports under the same name and uses " + folder);
        }
    }

    private static void createFolder(Path folder) throws IOException {
        Path there = folder;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        Files.createDirectories(folder, forOwner("rwx------"));
        for (Path made = folder; made != null && !made.equals(there); made = made.getParent()) {
            sync(made.getParent());
        }
    }

    /** Makes a new name in a folder outlive a power cut. Only POSIX systems open a folder for that. */
    private static void sync(@Nullable Path folder) throws IOException {
        if (folder != null && IS_POSIX) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static RandomAccessFile openFile(Path path) throws IOException {
        if (!Files.exists(path)) {
            Files.createFile(path, forOwner("rw-------"));
        }
        return new RandomAccessFile(path.toFile(), "rw");
    }

    private static FileAttribute<?>[] forOwner(String permissions) {
        return IS_POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
