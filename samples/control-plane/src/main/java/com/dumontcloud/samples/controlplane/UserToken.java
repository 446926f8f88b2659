package com.dumontcloud.samples.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * The token with which people may call everything: that of {@code DUMONT_USER_TOKEN}, or one that is made at the first start and
 * kept in a file that its owner alone can read. Immutable.
 */
final class UserToken {

    /** The environment variable that brings one. */
    static final String VARIABLE = "DUMONT_USER_TOKEN";

    /** The file's name in the directory of the data. */
    static final String FILE = "user-token";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int RANDOM_BYTES = 32;

    private final String value;
    private final boolean isNew;

    private UserToken(String value, boolean isNew) {
        this.value = value;
        this.isNew = isNew;
    }

    /**
     * Returns the token of the environment, which is not written down, else that of the file, which is made where it is missing.
     *
     * @throws IllegalStateException if others than its owner can read the file
     * @throws UncheckedIOException if it can be neither read nor written
     */
    static UserToken of(Map<String, String> environment, Path directory) {
        String given = environment.get(VARIABLE);
        if (given != null && !given.isBlank()) {
            return new UserToken(given.strip(), false);
        }
        Path file = directory.resolve(FILE);
        try {
            if (Files.exists(file)) {
                requireSecret(file);
                return new UserToken(Files.readString(file).strip(), false);
            }
            UserToken made = new UserToken(random(), true);
            made.write(file);
            return made;
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    file + " cannot be read or written (" + failure.getMessage() + "); or set " + VARIABLE, failure);
        }
    }

    /** Returns the token itself. */
    String value() {
        return value;
    }

    /** Returns whether it was made just now, so that nobody has seen it yet. */
    boolean isNew() {
        return isNew;
    }

    /** Hides the token. */
    @Override
    public String toString() {
        return "user token";
    }

    /** Whole or not at all, and never readable by others, not even for a moment. */
    private void write(Path file) throws IOException {
        Path unfinished = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(unfinished);
        FileAttribute<?>[] secret = isPosix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(unfinished, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), secret)) {
            Channels.newOutputStream(channel).write((value + "\n").getBytes(StandardCharsets.UTF_8));
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void requireSecret(Path file) throws IOException {
        if (isPosix(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IllegalStateException(
                    file + " can be read by others than its owner; chmod 600 it, or delete it for a new token");
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
