package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.policy.fleet.FleetStore;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a fleet in PostgreSQL 12 or newer, in the schemas {@code dumont} and {@code dumont_history} of a database of yours, which are made
 * where they are missing.
 *
 * <p>Needs the driver, which this library does not bring: add {@code org.postgresql:postgresql:42.7.14}.
 *
 * <p>What is appended is on the server's disk when the call returns, as far as the server keeps that promise. Whoever opens a store has it
 * alone: a second process is refused with where the first one is. A connection that is lost is opened again with the next call; until that
 * succeeds every call fails, which a monitor outlasts, and whoever took the store over meanwhile keeps it. No statement waits
 * for a server for longer than half a minute. The stores are thread-safe.
 */
public final class PostgresFleetStore {

    private PostgresFleetStore() {}

    /**
     * Opens the store in a database, with the journal bounds of {@link SqliteFleetStore}.
     *
     * @param url {@code jdbc:postgresql://host:port/database}, with the driver's parameters for TLS where the server is not on this machine;
     *     no password, which whoever sees the process list or a log would see
     * @param user as whom; absent for the driver's choice
     * @param password of that user; absent where the server asks for none, or the driver finds it in a {@code .pgpass} file
     * @return the store; close it after the monitor that uses it
     * @throws IllegalStateException if another process has it open, if it was written by a newer version, if it cannot be reached or if
     *     the driver is missing; the message says what to do
     * @throws IllegalArgumentException if the URL is another database's, or carries a password
     */
    public static FleetStore open(String url, @Nullable String user, @Nullable String password) {
        Objects.requireNonNull(url, "url");
        requireDriver();
        Properties login = new Properties();
        if (user != null) {
            login.setProperty("user", user);
        }
        if (password != null) {
            login.setProperty("password", password);
        }
        Retention retention = new Retention(SqliteFleetStore.JOURNAL_FOR, SqliteFleetStore.JOURNAL_BYTES);
        return SqlFleetStore.open(new PostgresDialect(url, login), retention);
    }

    private static void requireDriver() {
        try {
            Class.forName("org.postgresql.Driver");
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(
                    "the PostgreSQL driver is not on the class path; add org.postgresql:postgresql", missing);
        }
    }
}
