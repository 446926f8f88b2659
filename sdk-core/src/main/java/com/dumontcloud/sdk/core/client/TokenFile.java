package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A token in a file that somebody else may replace. */
final class TokenFile implements CredentialSource {

    /** Longer than any token; keeps a wrong path, such as that of a log, from being read into memory. */
    private static final int LONGEST = 16 * 1024;

    private final Path file;

    TokenFile(Path file) {
        this.file = Objects.requireNonNull(file, "file");
    }

    @Override
    public String token() {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new DumontException(
                    Kind.UNAUTHENTICATED,
                    "the token file " + file + " could not be read; check that it exists and who may read it",
                    unreadable);
        }
    }

    @Override
    public String toString() {
        return "token in " + file;
    }
}
