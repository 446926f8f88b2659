package com.dumontcloud.sdk.policy.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Brings a schema to the newest version, one numbered script after the other, each in a transaction of its own. */
final class Migrations {

    /** The version this program writes and reads: the number of scripts. */
    static final int NEWEST = 1;

    private Migrations() {}

    /**
     * Runs the scripts that were not run yet.
     *
     * @return the version found, 0 for a new database; one above {@link #NEWEST} is left untouched
     */
    static int run(Connection connection, String schema) throws SQLException {
        int found = version(connection);
        for (int version = found + 1; version <= NEWEST; version++) {
            try (Statement statement = connection.createStatement()) {
                for (String command : commands(schema + "/" + version + ".sql")) {
                    statement.executeUpdate(command);
                }
                statement.executeUpdate("INSERT INTO schema_version VALUES (" + version + ")");
                connection.commit();
            } catch (SQLException failure) {
                connection.rollback();
                throw failure;
            }
        }
        return found;
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)");
            connection.commit();
            try (ResultSet rows = statement.executeQuery("SELECT coalesce(max(version), 0) FROM schema_version")) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private static List<String> commands(String resource) {
        try (InputStream in = Migrations.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the schema " + resource + " is not in this jar");
            }
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
            List<String> commands = new ArrayList<>();
            for (String command : script.split(";", -1)) {
                if (!command.isBlank()) {
                    commands.add(command.strip());
                }
            }
            return commands;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
