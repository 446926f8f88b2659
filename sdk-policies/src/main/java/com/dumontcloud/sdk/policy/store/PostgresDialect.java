package com.dumontcloud.sdk.policy.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL, in two schemas of a database that this process alone writes to: a lock of its session keeps others out. */
final class PostgresDialect implements Dialect {

    private static final Logger log = LoggerFactory.getLogger(PostgresDialect.class);

    private static final String PREFIX = "jdbc:postgresql:";
    private static final String SCHEMA = "dumont";

    /** The first eight letters of "dumont fleet" as a number: nobody else's lock. */
    private static final long LOCK = 0x64756d6f6e742066L;

    /** A host or a network that fails is noticed in a minute, so that a lock does not outlive whoever held it for long. */
    private static final String KEEPALIVE =
            "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;"
                    + " SET tcp_user_timeout = 60000";

    private static final String CONNECTION_EXCEPTION = "08";
    private static final String OPERATOR_INTERVENTION = "57P";
    private static final String INSUFFICIENT_RESOURCES = "53";
    private static final String AUTHORIZATION = "28";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** What a standby says, to which a connection may have been opened while there was no primary. */
    private static final String READ_ONLY = "25006";

    private final String url;
    private final Properties login;

    PostgresDialect(String url, Properties login) {
        if (!url.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "a store at " + scheme(url) + "; it must be " + PREFIX + "//host/database");
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new IllegalArgumentException("the URL of a store must carry no password; give it apart from the URL");
        }
        this.url = url;
        this.login = new Properties();
        this.login.putAll(login);
        this.login.setProperty(
                "ApplicationName", "dumont-fleet pid " + ProcessHandle.current().pid());
        this.login.setProperty("connectTimeout", "10");
        this.login.setProperty("loginTimeout", "10");
        this.login.setProperty("socketTimeout", "30");
        this.login.setProperty("tcpKeepAlive", "true");
        this.login.setProperty("targetServerType", "primary");
    }

    @Override
    public Connection connect() throws SQLException {
        return connect(statement -> {
            statement.execute("SET synchronous_commit = on");
            takeLock(statement);
            useSchema(statement, SCHEMA);
            warnOfUnsafeServer(statement);
        });
    }

    @Override
    public Connection connectToHistory() throws SQLException {
        return connect(statement -> {
            statement.execute("SET synchronous_commit = off");
            useSchema(statement, SCHEMA + "_history");
        });
    }

    private Connection connect(Preparation preparation) throws SQLException {
        Connection connection = DriverManager.getConnection(url, login);
        boolean ready = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute(KEEPALIVE);
            preparation.run(statement);
            connection.setAutoCommit(false);
            ready = true;
            return connection;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    /** The server notices a moment after the end of a process that its session is over. */
    private void takeLock(Statement statement) throws SQLException {
        statement.execute("SET lock_timeout = '3s'");
        try {
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
        } catch (SQLException failure) {
            if (!LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
                throw failure;
            }
            throw new IllegalStateException(
                    "the store in " + place() + " is open in another process, " + holder(statement)
                            + ". Stop that one first, or give this one a database of its own",
                    failure);
        }
        statement.execute("SET lock_timeout = 0");
    }

    private static String holder(Statement statement) throws SQLException {
        try (ResultSet rows =
                statement.executeQuery("SELECT a.application_name, coalesce(host(a.client_addr), 'this machine')"
                        + " FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted"
                        + " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                        + " AND l.classid = " + (LOCK >>> 32) + " AND l.objid = " + (LOCK & 0xffffffffL))) {
            return rows.next() ? rows.getString(1) + " on " + rows.getString(2) : "which has just let it go";
        }
    }

    /** Whoever may not make schemas can still use those that somebody made for them. */
    private static void useSchema(Statement statement, String schema) throws SQLException {
        boolean exists;
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM pg_namespace WHERE nspname = '" + schema + "'")) {
            exists = rows.next();
        }
        if (!exists) {
            statement.execute("CREATE SCHEMA " + schema);
        }
        statement.execute("SET search_path TO " + schema);
    }

    private void warnOfUnsafeServer(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SHOW fsync")) {
            if (rows.next() && !"on".equals(rows.getString(1))) {
                log.warn(
                        "The server of {} runs with fsync off: what it says is written may be lost with its power",
                        place());
            }
        }
    }

    /** Its files are the server's to check. */
    @Override
    public void check(Connection connection) {}

    @Override
    public String schema() {
        return "postgres";
    }

    @Override
    public String rowLock() {
        return " FOR UPDATE";
    }

    @Override
    public boolean isLost(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith(CONNECTION_EXCEPTION)
                || state.startsWith(OPERATOR_INTERVENTION)
                || state.equals(READ_ONLY);
    }

    @Override
    public String explain(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        if (isLost(failure)) {
            return place() + " cannot be reached (" + failure.getMessage()
                    + "); see that it runs and can be reached from here";
        } else if (state.startsWith(AUTHORIZATION)) {
            return place() + " lets nobody in under this name and password (" + failure.getMessage() + ")";
        } else if (state.startsWith(INSUFFICIENT_RESOURCES)) {
            return place() + " has run out of something (" + failure.getMessage() + "); make room";
        }
        return place() + " could not be read or written: " + failure.getMessage();
    }

    @Override
    public void close() {
        // The lock ends with the session.
    }

    /** Returns where it is without the parameters, which may be nobody's business. */
    private String place() {
        int parameters = url.indexOf('?');
        return (parameters < 0 ? url : url.substring(0, parameters)).substring("jdbc:".length());
    }

    private static String scheme(String url) {
        String[] parts = url.split(":", 3);
        return parts.length < 3 ? "\"" + url + "\"" : parts[0] + ":" + parts[1];
    }

    /** What a connection needs before its first transaction. */
    @FunctionalInterface
    private interface Preparation {
        void run(Statement statement) throws SQLException;
    }
}
