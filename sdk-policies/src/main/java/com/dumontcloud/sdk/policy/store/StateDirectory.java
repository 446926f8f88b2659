package com.dumontcloud.sdk.policy.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of one store, held against other processes while it is open. The lock ends with the process, however that ends. */
final class StateDirectory implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StateDirectory.class);

    private static final int LONGEST_HOLDER = 64;

    private final Path path;
    private final FileChannel channel;

    private StateDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes the directory where it is missing, for its owner alone, and takes the lock. */
    static StateDirectory take(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path, ownersAlone("rwx------"));
        }
        Path file = path.resolve("lock");
        createForOwner(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw new IllegalStateException("the store in " + path + " is open in another process, "
                        + holder(channel) + ". Stop that one first, or give this one a directory of its own");
            }
            channel.truncate(0);
            String self = "pid " + ProcessHandle.current().pid();
            channel.write(ByteBuffer.wrap(self.getBytes(StandardCharsets.US_ASCII)), 0);
            taken = true;
            return new StateDirectory(path, channel);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    /** Returns a file in it, made where it is missing so that nobody but its owner can ever read it. */
    Path file(String name) throws IOException {
        Path file = path.resolve(name);
        createForOwner(file);
        return file;
    }

    /** Returns an empty directory in it for a native library; what a process that was killed left there is thrown away. */
    Path emptied(String name) throws IOException {
        Path directory = path.resolve(name);
        Files.createDirectories(directory, ownersAlone("rwx------"));
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory)) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
        return directory;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            log.warn("The lock on {} could not be given back; it ends with this process", path, failure);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer words = ByteBuffer.allocate(LONGEST_HOLDER);
        channel.read(words, 0);
        String holder = new String(words.array(), 0, words.position(), StandardCharsets.US_ASCII);
        return holder.isBlank() ? "of which no pid is known" : holder;
    }

    private static void createForOwner(Path file) throws IOException {
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.createFile(file, ownersAlone("rw-------"));
            }
        } catch (FileAlreadyExistsException raced) {
            log.debug("Another process made {} just now", file, raced);
        }
    }

    /** Where a file system knows no owners, its own rules hold. */
    private static FileAttribute<?>[] ownersAlone(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
