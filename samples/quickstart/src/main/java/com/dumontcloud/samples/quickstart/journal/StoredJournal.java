package com.dumontcloud.samples.quickstart.journal;

import com.dumontcloud.sdk.policy.fleet.FleetJournal;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The journal that a command is asked about: opened to be read alone, also while an engine is at work on it. */
final class StoredJournal {

    /** Later than any entry. */
    static final Instant EVER = Instant.parse("9999-01-01T00:00:00Z");

    @Option(
            names = "--store",
            paramLabel = "DIRECTORY",
            required = true,
            description = "The directory that the fleet is kept in, or its fleet.db. It is read and never written.")
    private @Nullable Path store;

    FleetJournal open() throws IOException {
        if (store == null) {
            throw new IllegalArgumentException("--store is missing");
        }
        Path given = store.toAbsolutePath();
        Path directory = given.endsWith("fleet.db") ? given.resolveSibling("") : given;
        try {
            return SqliteFleetStore.readJournal(directory);
        } catch (IllegalStateException unreadable) {
            throw new IOException(unreadable.getMessage(), unreadable);
        }
    }
}
