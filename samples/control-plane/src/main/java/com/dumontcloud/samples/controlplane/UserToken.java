package com.dumontcloud.samples.controlplane;

import com.dumontcloud.samples.controlplane.storage.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The token with which people may call everything: that of {@code DUMONT_USER_TOKEN}, or one that is made at the first start and
 * kept in a file that its owner alone can read. Immutable.
 */
final class UserToken {

    /** The environment variable that brings one. */
    static final String VARIABLE = "DUMONT_USER_TOKEN";

    /** The file's name in the directory of the data. */
    static final String FILE = "user-token";

    private static final int RANDOM_BYTES = 32;

    /** A shorter one could be guessed, by whoever reaches the port. */
    private static final int SHORTEST = 16;

    private final String value;
    private final boolean isNew;

    private UserToken(String value, boolean isNew) {
        this.value = value;
        this.isNew = isNew;
    }

    /**
     * Returns the token of the environment, which is not written down, else that of the file, which is made where it is missing.
     *
     * @throws IllegalArgumentException if the environment's is too short to be safe
     * @throws IllegalStateException if others than its owner can read the file
     * @throws UncheckedIOException if it can be neither read nor written
     */
    static UserToken of(Map<String, String> environment, Path directory) {
        String given = environment.get(VARIABLE);
        if (given != null && !given.isBlank()) {
            return new UserToken(longEnough(given.strip()), false);
        }
        PrivateFile file = new PrivateFile(directory.resolve(FILE));
        try {
            Optional<String> kept = file.read();
            if (kept.isPresent()) {
                return new UserToken(kept.get().strip(), false);
            }
            UserToken made = new UserToken(random(), true);
            file.write(made.value + "\n");
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

    private static String longEnough(String given) {
        if (given.length() < SHORTEST) {
            throw new IllegalArgumentException(VARIABLE + " has " + given.length() + " characters, and needs "
                    + SHORTEST + " or more that nobody can guess: openssl rand -hex 32 makes some");
        }
        return given;
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
