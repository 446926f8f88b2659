package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.ConditionCodec;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The journal, which forgets its oldest entries as newer ones come. Guarded by whoever owns the connection. */
final class JournalTable {

    /** How many entries come before it is looked whether any are to go. */
    private static final int TRIMMED_EVERY = 256;

    private final Connection connection;
    private final Retention retention;
    private int untilTrimmed;

    JournalTable(Connection connection, Retention retention) {
        this.connection = connection;
        this.retention = retention;
    }

    /** Returns by how many bytes it has grown; less than zero where more was forgotten than written. */
    long write(List<JournalEntry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return 0;
        }
        long grown = insert(entries);
        untilTrimmed -= entries.size();
        if (untilTrimmed > 0) {
            return grown;
        }
        untilTrimmed = TRIMMED_EVERY;
        return grown - trim(entries.get(entries.size() - 1).at().observedNanos(), grown);
    }

    static List<JournalEntry> read(Connection connection, MachineId id, Instant from, Instant to) throws SQLException {
        List<JournalEntry> entries = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT observed, mono, wall, around, before, event, effects, fingerprint FROM journal"
                        + " WHERE machine = ? AND millis >= ? AND millis < ? ORDER BY no")) {
            select.setString(1, id.value());
            select.setLong(2, from.toEpochMilli());
            select.setLong(3, to.toEpochMilli());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Moment at = new Moment(rows.getLong(1), rows.getLong(2), Instant.parse(rows.getString(3)));
                    entries.add(new JournalEntry(
                            ConditionCodec.decodeCondition(rows.getString(5)),
                            ConditionCodec.decodeEvent(rows.getString(6)),
                            at,
                            ConditionCodec.decodeSurroundings(rows.getString(4)),
                            ConditionCodec.decodeEffects(rows.getString(7)),
                            rows.getLong(8)));
                }
            }
        }
        return entries;
    }

    private long insert(List<JournalEntry> entries) throws SQLException {
        long grown = 0;
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO journal (machine, millis, wall, observed, mono, around, before, event, effects,"
                        + " fingerprint, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (JournalEntry entry : entries) {
                String around = ConditionCodec.encode(entry.around());
                String before = ConditionCodec.encode(entry.before());
                String event = ConditionCodec.encode(entry.event());
                String effects = ConditionCodec.encode(entry.effects());
                int bytes = around.length() + before.length() + event.length() + effects.length();
                insert.setString(1, entry.id().value());
                insert.setLong(2, entry.at().wall().toEpochMilli());
                insert.setString(3, entry.at().wall().toString());
                insert.setLong(4, entry.at().observedNanos());
                insert.setLong(5, entry.at().monoNanos());
                insert.setString(6, around);
                insert.setString(7, before);
                insert.setString(8, event);
                insert.setString(9, effects);
                insert.setLong(10, entry.fingerprint());
                insert.setInt(11, bytes);
                insert.addBatch();
                grown += bytes;
            }
            insert.executeBatch();
        }
        return grown;
    }

    /**
     * Entries come in about the order of their time, so that those to go are the first ones. They age by observed time: a wall clock that
     * was set wrong must not cost the journal. Returns the bytes that went.
     */
    private long trim(long observedNanos, long grown) throws SQLException {
        long oldest = observedNanos - retention.age().toNanos();
        long gone = 0;
        try (Statement statement = connection.createStatement()) {
            long size = number(statement, "SELECT journal_bytes FROM fleet") + grown;
            while (true) {
                long first = number(statement, "SELECT coalesce(min(no), 0) FROM journal");
                long last = first + TRIMMED_EVERY;
                boolean old = number(
                                statement,
                                "SELECT coalesce((SELECT observed FROM journal WHERE no >= " + last
                                        + " ORDER BY no LIMIT 1), " + Long.MAX_VALUE + ")")
                        < oldest;
                if (first == 0 || (!old && size - gone <= retention.bytes())) {
                    return gone;
                }
                gone += number(statement, "SELECT coalesce(sum(bytes), 0) FROM journal WHERE no < " + last);
                statement.executeUpdate("DELETE FROM journal WHERE no < " + last);
            }
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
