package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.policy.fleet.FleetJournal;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Keeps a fleet in SQLite, so that it survives the end of its process, however that ends.
 *
 * <p>Needs the driver, which this library does not bring: add {@code org.xerial:sqlite-jdbc:3.54.1.0}. From JDK 24 on the JVM
 * warns about its native code unless it runs with {@code --enable-native-access=ALL-UNNAMED}. The driver unpacks that code into
 * the store's directory, unless the system property {@code org.sqlite.tmpdir} names another one.
 *
 * <p>What is appended is on the disk when the call returns. Whoever opens a store has its directory alone: a second process, or a
 * second store in this one, is refused with the pid of the first. So is a file that is damaged or was written by a newer version;
 * nothing is ever repaired by deleting. Files can be read by their owner alone. The stores are thread-safe; every call may wait
 * for the disk.
 */
public final class SqliteFleetStore {

    /** How long the journal goes back unless it was set. */
    public static final Duration JOURNAL_FOR = Duration.ofDays(30);

    /** How large the journal grows unless it was set, in bytes. */
    public static final long JOURNAL_BYTES = 1L << 30;

    private SqliteFleetStore() {}

    /**
     * Opens the store in a directory, which is made where it is missing, with the usual bounds of its journal.
     *
     * @param directory local: file locks over a network do not always hold
     * @return the store; close it after the monitor that uses it
     * @throws IllegalStateException if another process has it open, if it is damaged, if it was written by a newer version or if
     *     the driver is missing; the message says what to do
     */
    public static FleetStore open(Path directory) {
        return open(directory, JOURNAL_FOR, JOURNAL_BYTES);
    }

    /**
     * Opens the store in a directory, which is made where it is missing.
     *
     * @param directory local: file locks over a network do not always hold
     * @param journalFor how long the journal goes back, more than zero; what is older is dropped as newer comes
     * @param journalBytes how large it grows, 1 MB or more; the oldest is dropped first
     * @return the store; close it after the monitor that uses it
     * @throws IllegalStateException if another process has it open, if it is damaged, if it was written by a newer version or if
     *     the driver is missing; the message says what to do
     */
    public static FleetStore open(Path directory, Duration journalFor, long journalBytes) {
        Objects.requireNonNull(directory, "directory");
        Retention retention = new Retention(journalFor, journalBytes);
        requireDriver();
        try {
            return SqlFleetStore.open(SqliteDialect.in(directory), retention);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot use " + directory + " for a store", failure);
        }
    }

    /**
     * Opens the journal of the store in a directory to be read, also while an engine is at work on it, which is not kept waiting.
     * Nothing is written and no lock is taken.
     *
     * @return the journal; close it
     * @throws IllegalStateException if there is no store, if it cannot be read, if it was written by a newer version or if the driver
     *     is missing; the message says so
     */
    public static FleetJournal readJournal(Path directory) {
        requireDriver();
        return SqliteJournal.in(Objects.requireNonNull(directory, "directory"));
    }

    private static void requireDriver() {
        try {
            Class.forName("org.sqlite.JDBC");
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(
                    "the SQLite driver is not on the class path; add org.xerial:sqlite-jdbc", missing);
        }
    }
}
