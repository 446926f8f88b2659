package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.fleet.FleetJournal;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StoredMachine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** The journal in a store's file, opened so that nothing can be written; an engine may be at work on it. Thread-safe. */
final class SqliteJournal implements FleetJournal {

    /** SQLITE_OPEN_READONLY of sqlite3.h, under the driver's name for it. */
    private static final String OPEN_MODE = "open_mode";

    private static final String READ_ONLY = "1";

    private final Object lock = new Object();
    private final Path file;
    private final Connection connection;

    private SqliteJournal(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    static SqliteJournal in(Path directory) {
        Path file = directory.resolve("fleet.db");
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException("there is no store in " + directory + ": " + file + " is missing");
        }
        Properties properties = new Properties();
        properties.setProperty(OPEN_MODE, READ_ONLY);
        properties.setProperty("busy_timeout", "5000");
        try {
            SqliteJournal journal = new SqliteJournal(
                    file, DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), properties));
            journal.requireKnownVersion();
            return journal;
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot read " + file + ": " + failure.getMessage(), failure);
        }
    }

    @Override
    public List<MachineId> machines() {
        return read(() -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT DISTINCT machine FROM journal ORDER BY machine")) {
                List<MachineId> ids = new ArrayList<>();
                while (rows.next()) {
                    ids.add(MachineId.of(rows.getString(1)));
                }
                return ids;
            }
        });
    }

    @Override
    public List<JournalEntry> entries(MachineId id, Instant from, Instant to) {
        return read(() -> JournalTable.read(connection, id, from, to));
    }

    @Override
    public Optional<StoredMachine> newest(MachineId id) {
        return read(() -> MachineRow.read(connection, id));
    }

    @Override
    public void close() {
        synchronized (lock) {
            try {
                connection.close();
            } catch (SQLException failure) {
                throw new DumontException(Kind.UNAVAILABLE, "cannot close " + file, failure);
            }
        }
    }

    private void requireKnownVersion() throws SQLException {
        boolean known = false;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT max(version) FROM schema_version")) {
            rows.next();
            int version = rows.getInt(1);
            if (version > Migrations.NEWEST) {
                throw new IllegalStateException(file + " was written by a newer version of this library: schema "
                        + version + ", this one knows up to " + Migrations.NEWEST + ". Run the newer version");
            }
            known = true;
        } finally {
            if (!known) {
                connection.close();
            }
        }
    }

    private <T> T read(Reading<T> reading) {
        synchronized (lock) {
            try {
                return reading.run();
            } catch (SQLException failure) {
                throw new DumontException(
                        Kind.UNAVAILABLE, "cannot read " + file + ": " + failure.getMessage(), failure);
            }
        }
    }

    /** Work on the connection. */
    @FunctionalInterface
    private interface Reading<T> {
        T run() throws SQLException;
    }
}
