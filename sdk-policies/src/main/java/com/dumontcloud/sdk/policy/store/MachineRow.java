package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.decide.ConditionCodec;
import com.dumontcloud.sdk.policy.decide.ConditionCodec.ConditionReader;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.Account;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Books;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StoredMachine;
import com.dumontcloud.sdk.policy.fleet.HeartbeatCounts;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One machine as its row says it.
 *
 * @param id which machine
 * @param condition its condition, as the codec writes it
 * @param books what it cost: useful, wasted, parked, saved, billed today, nanoseconds running, stopped and unseen, what was counted of
 *     its heartbeats, and until when
 */
record MachineRow(String id, String condition, List<String> books) {

    static final String COLUMNS =
            "id, condition, useful, wasted, parked, saved, today, running, stopped, unseen, heartbeats, until";

    /** How many one thread understands in one go, sharing what they have in common. */
    private static final int BLOCK = 1000;

    /** Returns the row of a machine whose condition was written as this text. */
    static MachineRow of(String text, MachineCondition condition, Books books) {
        Account account = books.account();
        return new MachineRow(
                condition.id().value(),
                text,
                List.of(
                        account.usefulUsd().toString(),
                        account.wastedUsd().toString(),
                        account.parkedUsd().toString(),
                        account.savedUsd().toString(),
                        account.billedTodayUsd().toString(),
                        Long.toString(account.running().toNanos()),
                        Long.toString(account.stopped().toNanos()),
                        Long.toString(account.unseen().toNanos()),
                        HeartbeatText.of(books.heartbeats()),
                        books.until().toString()));
    }

    void set(PreparedStatement upsert) throws SQLException {
        upsert.setString(1, id);
        upsert.setString(2, condition);
        for (int i = 0; i < books.size(); i++) {
            upsert.setString(i + 3, books.get(i));
        }
    }

    /** Returns one machine as it was last written; empty where it never was. */
    static Optional<StoredMachine> read(Connection connection, MachineId id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM machine WHERE id = ?")) {
            select.setString(1, id.value());
            try (ResultSet rows = select.executeQuery()) {
                return decode(next(rows, 1)).stream().findFirst();
            }
        }
    }

    /** Returns the next rows, at most so many; none after the last. */
    static List<MachineRow> next(ResultSet rows, int most) throws SQLException {
        List<MachineRow> read = new ArrayList<>();
        while (read.size() < most && rows.next()) {
            List<String> books = new ArrayList<>();
            for (int column = 3; column <= 12; column++) {
                books.add(rows.getString(column));
            }
            read.add(new MachineRow(rows.getString(1), rows.getString(2), books));
        }
        return read;
    }

    /** Returns what the rows say, in their order; on every processor, since that is most of the time a start takes. */
    static List<StoredMachine> decode(List<MachineRow> rows) {
        return IntStream.range(0, (rows.size() + BLOCK - 1) / BLOCK)
                .parallel()
                .mapToObj(block -> rows.subList(block * BLOCK, Math.min(rows.size(), (block + 1) * BLOCK)))
                .flatMap(block -> {
                    ConditionReader reader = ConditionCodec.reader();
                    return block.stream().map(row -> row.decode(reader));
                })
                .toList();
    }

    private StoredMachine decode(ConditionReader reader) {
        Account account = new Account(
                decimal(0),
                decimal(1),
                decimal(2),
                decimal(3),
                decimal(4),
                Duration.ofNanos(Long.parseLong(books.get(5))),
                Duration.ofNanos(Long.parseLong(books.get(6))),
                Duration.ofNanos(Long.parseLong(books.get(7))));
        HeartbeatCounts heartbeats = HeartbeatText.parse(books.get(8));
        return new StoredMachine(condition(reader), new Books(account, heartbeats, Instant.parse(books.get(9))));
    }

    private BigDecimal decimal(int which) {
        String text = books.get(which);
        return text.equals("0") ? BigDecimal.ZERO : new BigDecimal(text);
    }

    private MachineCondition condition(ConditionReader reader) {
        try {
            return reader.decode(condition);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalStateException("machine " + id + ": " + unreadable.getMessage(), unreadable);
        }
    }
}
