package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.fleet.HeartbeatSample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What heartbeats said, in a database of its own that is not synced: the coarser the longer ago, so that it stops growing. Not
 * thread-safe.
 */
final class HistoryFile implements AutoCloseable {

    /** Each step keeps means of this many seconds for this long; the first keeps every heartbeat. */
    private static final List<Step> STEPS = List.of(
            new Step(1, Duration.ofHours(1)), new Step(300, Duration.ofDays(2)), new Step(3600, Duration.ofDays(30)));

    private static final long COARSENED_EVERY = Duration.ofMinutes(10).toSeconds();
    private static final String COLUMNS = "beats, gpu, peak, memory, cpu";

    private final Connection connection;
    private final Map<MachineId, Long> numbers = new HashMap<>();
    private long coarsenedAt;

    HistoryFile(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, no FROM machine")) {
            while (rows.next()) {
                numbers.put(MachineId.of(rows.getString(1)), rows.getLong(2));
            }
        }
        connection.commit();
    }

    void add(List<HeartbeatSample> samples) throws SQLException {
        boolean done = false;
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO sample_1 (machine, at, " + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            long newest = 0;
            for (HeartbeatSample sample : samples) {
                insert.setLong(1, numberOf(sample.id()));
                insert.setLong(2, sample.at().getEpochSecond());
                insert.setLong(3, sample.beats());
                set(insert, 4, sample.gpuPercent());
                set(insert, 5, sample.gpuPeakPercent());
                set(insert, 6, sample.memoryUsedMib());
                set(insert, 7, sample.cpuPercent());
                insert.addBatch();
                newest = Math.max(newest, sample.at().getEpochSecond());
            }
            insert.executeBatch();
            if (newest - coarsenedAt >= COARSENED_EVERY) {
                coarsen(newest);
                coarsenedAt = newest;
            }
            connection.commit();
            done = true;
        } finally {
            if (!done) {
                connection.rollback();
            }
        }
    }

    /** Returns what is kept of a machine in this time, the oldest first. */
    List<HeartbeatSample> read(MachineId id, Instant from, Instant to) throws SQLException {
        List<HeartbeatSample> samples = new ArrayList<>();
        String everything = String.join(
                " UNION ALL ",
                STEPS.stream()
                        .map(step -> "SELECT at, " + COLUMNS + " FROM " + step.table()
                                + " WHERE machine = ?1 AND at >= ?2 AND at < ?3")
                        .toList());
        try (PreparedStatement select = connection.prepareStatement(everything + " ORDER BY at")) {
            select.setLong(1, numbers.getOrDefault(id, -1L));
            select.setLong(2, from.getEpochSecond());
            select.setLong(3, to.getEpochSecond());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    samples.add(new HeartbeatSample(
                            id,
                            Instant.ofEpochSecond(rows.getLong(1)),
                            rows.getLong(2),
                            get(rows, 3),
                            get(rows, 4),
                            get(rows, 5),
                            get(rows, 6)));
                }
            }
        }
        connection.commit();
        return samples;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** What is too old for one step becomes means of the next; what is too old for the last is forgotten. */
    private void coarsen(long now) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (int i = STEPS.size() - 1; i >= 0; i--) {
                Step step = STEPS.get(i);
                Step coarser = i + 1 < STEPS.size() ? STEPS.get(i + 1) : step;
                long until = (now - step.keptFor().toSeconds()) / coarser.seconds() * coarser.seconds();
                if (i + 1 < STEPS.size()) {
                    statement.executeUpdate("INSERT OR REPLACE INTO " + coarser.table() + " (machine, at, " + COLUMNS
                            + ") SELECT machine, at / " + coarser.seconds() + " * " + coarser.seconds()
                            + " AS beginning, sum(beats), avg(gpu), max(peak), avg(memory), avg(cpu) FROM "
                            + step.table() + " WHERE at < " + until + " GROUP BY machine, beginning");
                }
                statement.executeUpdate("DELETE FROM " + step.table() + " WHERE at < " + until);
            }
        }
    }

    private long numberOf(MachineId id) throws SQLException {
        Long known = numbers.get(id);
        if (known != null) {
            return known;
        }
        long number = numbers.size() + 1L;
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO machine (no, id) VALUES (?, ?)")) {
            insert.setLong(1, number);
            insert.setString(2, id.value());
            insert.executeUpdate();
        }
        numbers.put(id, number);
        return number;
    }

    private static void set(PreparedStatement insert, int column, @Nullable Double value) throws SQLException {
        if (value == null) {
            insert.setNull(column, Types.REAL);
        } else {
            insert.setDouble(column, value);
        }
    }

    private static @Nullable Double get(ResultSet rows, int column) throws SQLException {
        double value = rows.getDouble(column);
        return rows.wasNull() ? null : (Double) value;
    }

    /** One step of the way to oblivion. */
    private record Step(long seconds, Duration keptFor) {

        String table() {
            return "sample_" + seconds;
        }
    }
}
