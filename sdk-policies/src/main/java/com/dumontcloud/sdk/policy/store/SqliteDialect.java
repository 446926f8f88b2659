package com.dumontcloud.sdk.policy.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** SQLite in one file of a directory that this process alone has open. */
final class SqliteDialect implements Dialect {

    /** Where the driver unpacks its native library; it asks once, when it is first used. */
    private static final String NATIVE_DIRECTORY = "org.sqlite.tmpdir";

    private static final List<String> STATE = List.of("fleet", "machine", "token");

    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int NOT_A_DATABASE = 26;
    private static final int PRIMARY_CODE = 0xff;

    private final StateDirectory directory;
    private final Path file;
    private final Path history;

    private SqliteDialect(StateDirectory directory, Path file, Path history) {
        this.directory = directory;
        this.file = file;
        this.history = history;
    }

    static SqliteDialect in(Path path) throws IOException {
        StateDirectory directory = StateDirectory.take(path);
        boolean ready = false;
        try {
            if (System.getProperty(NATIVE_DIRECTORY) == null) {
                // The usual one, /tmp, is often mounted so that nothing in it can be loaded.
                System.setProperty(
                        NATIVE_DIRECTORY,
                        directory.emptied("native").toAbsolutePath().toString());
            }
            SqliteDialect dialect =
                    new SqliteDialect(directory, directory.file("fleet.db"), directory.file("history.db"));
            ready = true;
            return dialect;
        } finally {
            if (!ready) {
                directory.close();
            }
        }
    }

    @Override
    public Connection connect() throws SQLException {
        return connect(file, "FULL");
    }

    @Override
    public Connection connectToHistory() throws SQLException {
        return connect(history, "NORMAL");
    }

    private static Connection connect(Path file, String synchronous) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
        boolean ready = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = " + synchronous);
            statement.execute("PRAGMA journal_size_limit = 67108864");
            statement.execute("PRAGMA cache_size = -16384");
            connection.setAutoCommit(false);
            ready = true;
            return connection;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    /** Looks at what decides what is done; the journal, which may be large, is only read by people. */
    @Override
    public void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : STATE) {
                try (ResultSet rows = statement.executeQuery("PRAGMA quick_check('" + table + "')")) {
                    if (rows.next() && !"ok".equals(rows.getString(1))) {
                        throw new SQLException(rows.getString(1), null, CORRUPT);
                    }
                }
            }
        }
    }

    @Override
    public String schema() {
        return "sqlite";
    }

    /**
     * On a full disk SQLite itself ends the transaction. The driver does not notice, and every statement after that would be committed
     * by itself, and every commit refused: what it holds to be open is begun for it.
     */
    @Override
    public void rollBack(Connection connection) throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException ended) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN");
            } catch (SQLException failure) {
                failure.addSuppressed(ended);
                throw failure;
            }
        }
    }

    @Override
    public String explain(SQLException failure) {
        int code = failure.getErrorCode() & PRIMARY_CODE;
        if (code == CORRUPT || code == NOT_A_DATABASE) {
            return file + " is damaged (" + failure.getMessage()
                    + "). Nothing was changed. Put a backup of it in its place,"
                    + " or what \"sqlite3 " + file
                    + " .recover\" can save of it; an empty directory begins anew, without"
                    + " tokens, keep-alives and books";
        } else if (code == FULL) {
            return "there is no space left for " + file + "; make room";
        }
        return file + " could not be read or written: " + failure.getMessage();
    }

    @Override
    public void close() {
        directory.close();
    }
}
