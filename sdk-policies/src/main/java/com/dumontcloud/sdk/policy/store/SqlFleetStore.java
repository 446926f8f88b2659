package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.decide.ConditionCodec;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.fleet.HeartbeatSample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fleet in a database, by way of JDBC. One connection writes; what several threads append at once is one commit. Thread-safe. */
final class SqlFleetStore implements FleetStore {

    /** How many rows of machines, each of a kilobyte or two, are held in memory beside what they say. */
    private static final int READ_AT_ONCE = 10_000;

    private static final String UPSERT_MACHINE = "INSERT INTO machine (" + MachineRow.COLUMNS + ")"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET condition = excluded.condition,"
            + " useful = excluded.useful, wasted = excluded.wasted, parked = excluded.parked,"
            + " saved = excluded.saved, today = excluded.today, running = excluded.running,"
            + " stopped = excluded.stopped, unseen = excluded.unseen, heartbeats = excluded.heartbeats,"
            + " until = excluded.until";
    private static final String UPSERT_TOKEN = "INSERT INTO token (machine, sha256) VALUES (?, ?)"
            + " ON CONFLICT (machine) DO UPDATE SET sha256 = excluded.sha256";

    private static final String UPSERT_MODE = "INSERT INTO mode (name, in_force, why, at) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET in_force = excluded.in_force, why = excluded.why, at = excluded.at";

    private static final String UPSERT_MARK =
            "INSERT INTO mark (name, value) VALUES (?, ?)" + " ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    private final Dialect dialect;
    private final Session<Main> session;
    private final Session<HistoryFile> past;
    private final GroupCommit<Write> commits = new GroupCommit<>(this::commit);

    private SqlFleetStore(Dialect dialect, Session<Main> session, Session<HistoryFile> past) {
        this.dialect = dialect;
        this.session = session;
        this.past = past;
    }

    /** Opens the database. Whatever is wrong with it leaves it untouched. */
    static SqlFleetStore open(Dialect dialect, Retention retention) {
        Connection connection = null;
        Connection past = null;
        boolean ready = false;
        try {
            connection = dialect.connect();
            past = dialect.connectToHistory();
            int found = Math.max(
                    Migrations.run(connection, dialect.schema()), Migrations.run(past, dialect.schema() + "-history"));
            if (found > Migrations.NEWEST) {
                throw new IllegalStateException(
                        "the store was written by a newer version of this library: schema " + found
                                + ", this one knows up to " + Migrations.NEWEST
                                + ". Nothing was changed. Run the newer version, or"
                                + " give this one a directory of its own");
            }
            dialect.check(connection);
            SqlFleetStore store = new SqlFleetStore(
                    dialect,
                    new Session<>(dialect, Main.on(connection, retention), () -> Main.on(dialect.connect(), retention)),
                    new Session<>(dialect, history(past), () -> history(dialect.connectToHistory())));
            ready = true;
            return store;
        } catch (SQLException failure) {
            throw new IllegalStateException(dialect.explain(failure), failure);
        } finally {
            if (!ready) {
                Session.quietlyClose(connection);
                Session.quietlyClose(past);
                dialect.close();
            }
        }
    }

    private static Session.Open<HistoryFile> history(Connection connection) throws SQLException {
        return new Session.Open<>(connection, new HistoryFile(connection));
    }

    @Override
    public LeaderLease lease(String holder) {
        return session.use(main -> {
            Connection connection = main.connection();
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE fleet SET fencing_token = fencing_token + 1, holder = ?")) {
                update.setString(1, holder);
                update.executeUpdate();
            }
            long token = newestToken(connection);
            connection.commit();
            return new LeaderLease(holder, token);
        });
    }

    @Override
    public Image load() {
        return session.read(main -> {
            Connection connection = main.connection();
            Map<MachineId, String> hashes = new HashMap<>();
            try (Statement statement = connection.createStatement()) {
                try (ResultSet rows = statement.executeQuery("SELECT machine, sha256 FROM token")) {
                    while (rows.next()) {
                        hashes.put(MachineId.of(rows.getString(1)), rows.getString(2));
                    }
                }
                long observed;
                try (ResultSet rows = statement.executeQuery("SELECT observed FROM fleet")) {
                    rows.next();
                    observed = rows.getLong(1);
                }
                List<StoredMachine> machines = machines(statement);
                Image image =
                        new Image(machines, hashes, observed, modes(statement), spent(statement), marks(statement));
                connection.commit();
                return image;
            }
        });
    }

    @Override
    public void append(LeaderLease lease, List<Change> changes) {
        commits.write(new Write(lease, changes));
    }

    @Override
    public List<JournalEntry> journal(MachineId id, Instant from, Instant to) {
        return session.read(main -> {
            List<JournalEntry> entries = JournalTable.read(main.connection(), id, from, to);
            main.connection().commit();
            return entries;
        });
    }

    @Override
    public void remember(List<HeartbeatSample> samples) {
        past.use(history -> {
            history.add(samples);
            return samples;
        });
    }

    @Override
    public List<HeartbeatSample> history(MachineId id, @Nullable Integer gpu, Instant from, Instant to) {
        return past.read(history -> history.read(id, gpu, from, to));
    }

    @Override
    public void close() {
        past.close();
        session.close();
        dialect.close();
    }

    /** Writes for several threads at once. What one of them may not write does not keep the others from it. */
    private void commit(List<Write> group) {
        session.use(main -> {
            long newest = newestToken(main.connection());
            Batch batch = new Batch(main);
            for (Write write : group) {
                if (write.lease.fencingToken() == newest) {
                    write.changes.forEach(batch::add);
                } else {
                    write.refuse(new StaleLeaseException(write.lease, newest));
                }
            }
            batch.write();
            main.connection().commit();
            return batch;
        });
    }

    private long newestToken(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT fencing_token FROM fleet" + dialect.rowLock())) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private List<StoredMachine> machines(Statement statement) throws SQLException {
        List<StoredMachine> machines = new ArrayList<>();
        statement.setFetchSize(READ_AT_ONCE);
        try (ResultSet rows = statement.executeQuery("SELECT " + MachineRow.COLUMNS + " FROM machine ORDER BY no")) {
            List<MachineRow> read = MachineRow.next(rows, READ_AT_ONCE);
            while (!read.isEmpty()) {
                machines.addAll(MachineRow.decode(read));
                read = MachineRow.next(rows, READ_AT_ONCE);
            }
        }
        return machines;
    }

    private static List<ModeSet> modes(Statement statement) throws SQLException {
        List<ModeSet> modes = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT name, in_force, why, at FROM mode ORDER BY name")) {
            while (rows.next()) {
                modes.add(new ModeSet(
                        FleetMode.valueOf(rows.getString(1)),
                        rows.getBoolean(2),
                        rows.getString(3),
                        Instant.parse(rows.getString(4))));
            }
        }
        return modes;
    }

    private static Map<String, String> marks(Statement statement) throws SQLException {
        Map<String, String> marks = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT name, value FROM mark")) {
            while (rows.next()) {
                marks.put(rows.getString(1), rows.getString(2));
            }
        }
        return marks;
    }

    private static List<BudgetSpent> spent(Statement statement) throws SQLException {
        List<BudgetSpent> spent = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT scope, payer, at, until FROM spent"
                + " WHERE until > (SELECT observed FROM fleet) ORDER BY no")) {
            while (rows.next()) {
                spent.add(new BudgetSpent(
                        rows.getString(1), Cause.valueOf(rows.getString(2)), rows.getLong(3), rows.getLong(4)));
            }
        }
        return spent;
    }

    /** What one caller wants written. */
    private static final class Write extends GroupCommit.Entry {

        private final LeaderLease lease;
        private final List<Change> changes;

        Write(LeaderLease lease, List<Change> changes) {
            this.lease = lease;
            this.changes = List.copyOf(changes);
        }
    }

    /** The rows of one commit: of each machine the last, of the journal all. */
    private static final class Batch {

        private final Connection connection;
        private final JournalTable journal;

        private final Map<MachineId, MachineRow> machines = new LinkedHashMap<>();
        private final Map<MachineId, String> tokens = new LinkedHashMap<>();
        private final List<ModeSet> modes = new ArrayList<>();
        private final List<BudgetSpent> spent = new ArrayList<>();
        private final Map<String, String> marks = new LinkedHashMap<>();
        private final List<JournalEntry> entries = new ArrayList<>();
        private long observed;

        Batch(Main main) {
            this.connection = main.connection();
            this.journal = main.journal();
        }

        void add(Change change) {
            if (change instanceof MachineChanged changed) {
                String text = ConditionCodec.encode(changed.next());
                machines.put(changed.next().id(), MachineRow.of(text, changed.next(), changed.books()));
                entries.add(changed.entry(ConditionCodec.fingerprint(text)));
                observed = Math.max(observed, changed.at().observedNanos());
            } else if (change instanceof MachineSeen seen) {
                machines.put(
                        seen.next().id(), MachineRow.of(ConditionCodec.encode(seen.next()), seen.next(), seen.books()));
                observed = Math.max(observed, seen.observedNanos());
            } else if (change instanceof TokenIssued issued) {
                tokens.put(issued.id(), issued.sha256Hex());
            } else if (change instanceof ModeSet set) {
                modes.add(set);
            } else if (change instanceof BudgetSpent one) {
                spent.add(one);
            } else if (change instanceof Marked mark) {
                marks.put(mark.name(), mark.value());
            } else {
                throw new IllegalStateException("no rule for " + change);
            }
        }

        void write() throws SQLException {
            writeMachines();
            writeTokens();
            writeModes();
            writeSpent();
            writeMarks();
            long bytes = journal.write(entries);
            if (observed > 0 || bytes != 0) {
                try (PreparedStatement update = connection.prepareStatement(
                        "UPDATE fleet SET observed = CASE WHEN observed < ? THEN ? ELSE observed END,"
                                + " journal_bytes = journal_bytes + ?")) {
                    update.setLong(1, observed);
                    update.setLong(2, observed);
                    update.setLong(3, bytes);
                    update.executeUpdate();
                }
            }
        }

        private void writeMachines() throws SQLException {
            if (machines.isEmpty()) {
                return;
            }
            try (PreparedStatement upsert = connection.prepareStatement(UPSERT_MACHINE)) {
                for (MachineRow machine : machines.values()) {
                    machine.set(upsert);
                    upsert.addBatch();
                }
                upsert.executeBatch();
            }
        }

        private void writeModes() throws SQLException {
            if (modes.isEmpty()) {
                return;
            }
            try (PreparedStatement upsert = connection.prepareStatement(UPSERT_MODE)) {
                for (ModeSet set : modes) {
                    upsert.setString(1, set.mode().name());
                    upsert.setBoolean(2, set.on());
                    upsert.setString(3, set.why());
                    upsert.setString(4, set.at().toString());
                    upsert.addBatch();
                }
                upsert.executeBatch();
            }
        }

        /** What no longer counts goes when something new comes. */
        private void writeSpent() throws SQLException {
            if (spent.isEmpty()) {
                return;
            }
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM spent WHERE until <= ?");
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO spent (scope, payer, at, until) VALUES (?, ?, ?, ?)")) {
                delete.setLong(1, observed);
                delete.executeUpdate();
                for (BudgetSpent one : spent) {
                    insert.setString(1, one.scope());
                    insert.setString(2, one.payer().name());
                    insert.setLong(3, one.atNanos());
                    insert.setLong(4, one.untilNanos());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }

        private void writeMarks() throws SQLException {
            if (marks.isEmpty()) {
                return;
            }
            try (PreparedStatement upsert = connection.prepareStatement(UPSERT_MARK)) {
                for (Map.Entry<String, String> mark : marks.entrySet()) {
                    upsert.setString(1, mark.getKey());
                    upsert.setString(2, mark.getValue());
                    upsert.addBatch();
                }
                upsert.executeBatch();
            }
        }

        private void writeTokens() throws SQLException {
            if (tokens.isEmpty()) {
                return;
            }
            try (PreparedStatement upsert = connection.prepareStatement(UPSERT_TOKEN)) {
                for (Map.Entry<MachineId, String> token : tokens.entrySet()) {
                    upsert.setString(1, token.getKey().value());
                    upsert.setString(2, token.getValue());
                    upsert.addBatch();
                }
                upsert.executeBatch();
            }
        }
    }

    /** The connection that writes, and the journal that is written through it. */
    private record Main(Connection connection, JournalTable journal) {

        static Session.Open<Main> on(Connection connection, Retention retention) {
            return new Session.Open<>(connection, new Main(connection, new JournalTable(connection, retention)));
        }
    }
}
