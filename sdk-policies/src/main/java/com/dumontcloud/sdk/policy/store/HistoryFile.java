package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.HostReading;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** By how much a clock has to jump to be believed only once it has shown that time for a while. */
    private static final long JUMPED = Duration.ofDays(1).toSeconds();

    /** Stands for the machine as a whole where others have the index of a GPU. */
    private static final int WHOLE = -1;

    private static final List<String> MEANS =
            List.of("used", "memory", "memory_total", "temperature", "power", "cpu", "ram");
    private static final List<String> SUMS = List.of("disk_read", "disk_write", "net_received", "net_sent");
    /**
     * A petabyte for one heartbeat, which no disk or network of a machine does: whoever says more is cut off there, so that no sum over
     * all that is kept, at one heartbeat a second, exceeds 63 bits.
     */
    private static final long MOST_BYTES = 1L << 50;

    private static final String COLUMNS = "beats, peak, " + String.join(", ", MEANS) + ", " + String.join(", ", SUMS);

    /** What came later stands in place of what was said at the same second before. */
    private static final String REPLACED = " ON CONFLICT (machine, gpu, at) DO UPDATE SET "
            + Stream.of(COLUMNS.split(", "))
                    .map(column -> column + " = excluded." + column)
                    .collect(Collectors.joining(", "));

    private final Connection connection;
    private final Map<MachineId, Long> numbers = new HashMap<>();
    private long newestNumber;
    private long coarsenedAt;

    HistoryFile(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, no FROM machine")) {
            while (rows.next()) {
                numbers.put(MachineId.of(rows.getString(1)), rows.getLong(2));
                newestNumber = Math.max(newestNumber, rows.getLong(2));
            }
        }
        connection.commit();
    }

    void add(List<HeartbeatSample> samples) throws SQLException {
        List<MachineId> numbered = new ArrayList<>();
        boolean done = false;
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO sample_1 (machine, gpu, at, " + COLUMNS
                + ") VALUES (?, ?, ?, ?, ?" + ", ?".repeat(MEANS.size() + SUMS.size()) + ")" + REPLACED)) {
            long newest = 0;
            for (HeartbeatSample sample : samples) {
                if (!numbers.containsKey(sample.id())) {
                    numbered.add(sample.id());
                }
                insert.setLong(1, numberOf(sample.id()));
                insert.setInt(2, number(sample.gpu()));
                insert.setLong(3, sample.at().getEpochSecond());
                insert.setLong(4, sample.beats());
                set(insert, 5, sample.gpuPeakPercent());
                int column = 6;
                for (Double mean : means(sample.gpus(), sample.host())) {
                    set(insert, column++, mean);
                }
                for (Long sum : sums(sample.host())) {
                    set(insert, column++, sum == null ? null : (Long) Math.min(sum, MOST_BYTES));
                }
                insert.addBatch();
                newest = Math.max(newest, sample.at().getEpochSecond());
            }
            insert.executeBatch();
            connection.commit();
            done = true;
            coarsenIfDue(newest);
        } finally {
            if (!done) {
                numbered.forEach(numbers::remove);
            }
        }
    }

    /** Apart from what is new, which is not to be lost with it; where it fails it is tried again after a while. */
    private void coarsenIfDue(long newest) throws SQLException {
        long since = newest - coarsenedAt;
        if (since >= 0 && since < COARSENED_EVERY) {
            return;
        }
        boolean jumped = coarsenedAt > 0 && Math.abs(since) >= JUMPED;
        coarsenedAt = newest;
        if (jumped) {
            return;
        }
        coarsen(newest);
        connection.commit();
    }

    /** Returns what is kept of a machine in this time, the oldest first. */
    List<HeartbeatSample> read(MachineId id, @Nullable Integer gpu, Instant from, Instant to) throws SQLException {
        List<HeartbeatSample> samples = new ArrayList<>();
        String everything = String.join(
                " UNION ALL ",
                STEPS.stream()
                        .map(step -> "SELECT at, " + COLUMNS + " FROM " + step.table()
                                + " WHERE machine = ? AND gpu = ? AND at >= ? AND at < ?")
                        .toList());
        try (PreparedStatement select = connection.prepareStatement(everything + " ORDER BY at")) {
            int parameter = 1;
            for (int i = 0; i < STEPS.size(); i++) {
                select.setLong(parameter++, numbers.getOrDefault(id, -1L));
                select.setInt(parameter++, number(gpu));
                select.setLong(parameter++, from.getEpochSecond());
                select.setLong(parameter++, to.getEpochSecond());
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    samples.add(read(id, gpu, rows));
                }
            }
        }
        connection.commit();
        return samples;
    }

    private static HeartbeatSample read(MachineId id, @Nullable Integer gpu, ResultSet rows) throws SQLException {
        GpuTotals gpus = new GpuTotals(
                number(rows, "used"),
                number(rows, "memory"),
                number(rows, "memory_total"),
                number(rows, "temperature"),
                number(rows, "power"));
        HostReading host = new HostReading(
                number(rows, "cpu"),
                number(rows, "ram"),
                null,
                null,
                count(rows, "disk_read"),
                count(rows, "disk_write"),
                count(rows, "net_received"),
                count(rows, "net_sent"));
        return new HeartbeatSample(
                id,
                gpu,
                Instant.ofEpochSecond(rows.getLong("at")),
                rows.getLong("beats"),
                gpus,
                number(rows, "peak"),
                host);
    }

    /** In the order of {@link #MEANS}. */
    private static List<@Nullable Double> means(GpuTotals gpus, HostReading host) {
        return Arrays.asList(
                gpus.utilizationPercent(),
                gpus.memoryUsedMib(),
                gpus.memoryTotalMib(),
                gpus.temperatureCelsius(),
                gpus.powerWatts(),
                host.cpuPercent(),
                host.memoryUsedMib());
    }

    /** In the order of {@link #SUMS}. */
    private static List<@Nullable Long> sums(HostReading host) {
        return Arrays.asList(host.diskReadBytes(), host.diskWriteBytes(), host.netReceivedBytes(), host.netSentBytes());
    }

    private static int number(@Nullable Integer gpu) {
        return gpu == null ? WHOLE : gpu;
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
                    statement.executeUpdate("INSERT INTO " + coarser.table() + " (machine, gpu, at, "
                            + COLUMNS
                            + ") SELECT machine, gpu, at / " + coarser.seconds() + " * " + coarser.seconds()
                            + " AS beginning, sum(beats), max(peak), " + each("avg", MEANS) + ", " + each("sum", SUMS)
                            + " FROM " + step.table() + " WHERE at < " + until + " GROUP BY machine, gpu, beginning"
                            + REPLACED);
                }
                statement.executeUpdate("DELETE FROM " + step.table() + " WHERE at < " + until);
            }
        }
    }

    private static String each(String function, List<String> columns) {
        return columns.stream().map(column -> function + "(" + column + ")").collect(Collectors.joining(", "));
    }

    private long numberOf(MachineId id) throws SQLException {
        Long known = numbers.get(id);
        if (known != null) {
            return known;
        }
        long number = ++newestNumber;
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO machine (no, id) VALUES (?, ?)")) {
            insert.setLong(1, number);
            insert.setString(2, id.value());
            insert.executeUpdate();
        }
        numbers.put(id, number);
        return number;
    }

    private static void set(PreparedStatement insert, int column, @Nullable Number value) throws SQLException {
        if (value == null) {
            insert.setNull(column, Types.REAL);
        } else if (value instanceof Long whole) {
            insert.setLong(column, whole);
        } else {
            insert.setDouble(column, value.doubleValue());
        }
    }

    private static @Nullable Double number(ResultSet rows, String column) throws SQLException {
        double value = rows.getDouble(column);
        return rows.wasNull() ? null : (Double) value;
    }

    private static @Nullable Long count(ResultSet rows, String column) throws SQLException {
        long value = rows.getLong(column);
        return rows.wasNull() ? null : (Long) value;
    }

    /** One step of the way to oblivion. */
    private record Step(long seconds, Duration keptFor) {

        String table() {
            return "sample_" + seconds;
        }
    }
}
