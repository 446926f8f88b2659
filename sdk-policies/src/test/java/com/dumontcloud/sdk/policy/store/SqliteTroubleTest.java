package com.dumontcloud.sdk.policy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.fleet.FleetStore.LeaderLease;
import com.dumontcloud.sdk.policy.fleet.FleetStore.TokenIssued;
import com.dumontcloud.sdk.policy.fleet.HeartbeatSample;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that cannot be trusted, or is not ours, is refused with a word on what to do, and stays as it is. */
class SqliteTroubleTest {

    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    @TempDir
    Path temporary;

    private Path directory;
    private Path file;

    @BeforeEach
    void fill() {
        directory = temporary.resolve("state");
        file = directory.resolve("fleet.db");
        try (FleetStore store = SqliteFleetStore.open(directory)) {
            LeaderLease lease = store.lease("test");
            store.append(
                    lease,
                    IntStream.range(0, 500)
                            .mapToObj(i -> new TokenIssued(MachineId.of("m-" + i), "hash-" + i))
                            .map(FleetStore.Change.class::cast)
                            .toList());
        }
    }

    @Test
    void keepsItsFilesFromEverybodyElse() throws IOException {
        try (FleetStore store = SqliteFleetStore.open(directory)) {
            store.lease("test");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.filter(Files::isRegularFile))
                        .hasSizeGreaterThanOrEqualTo(3)
                        .allSatisfy(one -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                                .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void refusesASecondStoreAndNamesTheFirst() {
        try (FleetStore first = SqliteFleetStore.open(directory)) {
            assertThatThrownBy(() -> SqliteFleetStore.open(directory))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("pid " + ProcessHandle.current().pid())
                    .hasMessageContaining("Stop that one first");
            assertThat(first.load().tokenHashes()).hasSize(500);
        }
        SqliteFleetStore.open(directory).close();
    }

    @Test
    void refusesAStoreOfANewerVersionAndLeavesItAsItIs() throws Exception {
        execute("INSERT INTO schema_version VALUES (99)");
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> SqliteFleetStore.open(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("schema 99")
                .hasMessageContaining("Run the newer version");

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        execute("DELETE FROM schema_version WHERE version = 99");
        SqliteFleetStore.open(directory).close();
    }

    @Test
    void refusesAFileThatIsNoDatabaseAndLeavesItAsItIs() throws Exception {
        byte[] text = "this is not a database at all, it is a letter to my aunt"
                .repeat(100)
                .getBytes("US-ASCII");
        Files.write(file, text);

        assertThatThrownBy(() -> SqliteFleetStore.open(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining("backup")
                .hasMessageContaining(file.toString());

        assertThat(Files.readAllBytes(file)).isEqualTo(text);
    }

    @Test
    void refusesAFileWithADamagedPageAndLeavesItAsItIs() throws Exception {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            for (long page = 2; page < raw.length() / 4096; page++) {
                raw.seek(page * 4096);
                raw.write(new byte[] {13, 1, 2, 3, 4, 5, 6, 7, 8});
            }
        }
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> SqliteFleetStore.open(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is damaged");

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void saysWhichMachineItCannotReadWhereADocumentIsNewer() throws Exception {
        execute("INSERT INTO machine (id, condition, useful, wasted, parked, saved, today, running, stopped, unseen,"
                + " heartbeats, until) VALUES ('gpu-9', '[7,{}]', '0', '0', '0', '0', '0', '0', '0', '0',"
                + " '0 0 0.0 0.0 0.0 0 - - 0', '2026-01-05T00:00:00Z')");

        try (FleetStore store = SqliteFleetStore.open(directory)) {
            assertThatThrownBy(store::load).hasMessageContaining("gpu-9").hasMessageContaining("version 7");
        }
    }

    @Test
    void goesOnAfterAWriteThatFailed() throws Exception {
        try (FleetStore store = SqliteFleetStore.open(directory)) {
            LeaderLease lease = store.lease("test");
            execute("CREATE TRIGGER full BEFORE INSERT ON token BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
            assertThatThrownBy(() -> store.append(lease, List.of(new TokenIssued(MachineId.of("new"), "aa"))))
                    .hasMessageContaining("disk is full");

            execute("DROP TRIGGER full");
            store.append(lease, List.of(new TokenIssued(MachineId.of("new"), "bb")));

            assertThat(store.load().tokenHashes())
                    .containsEntry(MachineId.of("new"), "bb")
                    .hasSize(501);
        }
    }

    /** As a full disk does. What comes before the failure is no less refused than what it came of. */
    @Test
    void goesOnAfterTheDatabaseEndedATransactionByItself() throws Exception {
        MachineId good = MachineId.of("good");
        MachineId bad = MachineId.of("bad");
        try (FleetStore store = SqliteFleetStore.open(directory)) {
            LeaderLease lease = store.lease("test");
            execute("CREATE TRIGGER full BEFORE INSERT ON token WHEN NEW.machine = 'bad'"
                    + " BEGIN SELECT RAISE(ROLLBACK, 'disk is full'); END");
            for (int tries = 0; tries < 3; tries++) {
                assertThatThrownBy(() -> store.append(
                                lease, List.of(new TokenIssued(good, "refused"), new TokenIssued(bad, "refused"))))
                        .hasMessageContaining("disk is full");
            }
            assertThat(store.load().tokenHashes()).hasSize(500);

            execute("DROP TRIGGER full");
            store.append(lease, List.of(new TokenIssued(bad, "taken")));
        }
        try (FleetStore store = SqliteFleetStore.open(directory)) {
            assertThat(store.load().tokenHashes())
                    .containsEntry(bad, "taken")
                    .doesNotContainKey(good)
                    .hasSize(501);
        }
    }

    @Test
    void goesOnOnceThereIsRoomAgainOnAFullDisk() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 4);
                FleetStore store = SqliteFleetStore.open(disk.path().resolve("state"))) {
            LeaderLease lease = store.lease("test");
            store.append(lease, List.of(new TokenIssued(MachineId.of("before"), "taken")));
            disk.fill();
            for (int tries = 0; tries < 3; tries++) {
                assertThatThrownBy(() -> store.append(lease, many("refused")))
                        .isInstanceOf(DumontException.class)
                        .hasMessageContaining("make room");
                assertThatThrownBy(() -> store.remember(heard(5000)))
                        .isInstanceOf(DumontException.class)
                        .hasMessageContaining("make room");
                assertThat(store.load().tokenHashes()).containsOnlyKeys(MachineId.of("before"));
            }

            disk.makeRoom();
            store.append(lease, List.of(new TokenIssued(MachineId.of("after"), "taken")));
            store.remember(heard(1));

            assertThat(store.load().tokenHashes()).containsOnlyKeys(MachineId.of("before"), MachineId.of("after"));
            assertThat(store.history(MachineId.of("m-0"), null, NOON, NOON.plusSeconds(1)))
                    .hasSize(1);
        }
    }

    private static List<FleetStore.Change> many(String hash) {
        return IntStream.range(0, 20_000)
                .mapToObj(i -> new TokenIssued(MachineId.of("m-" + i), hash))
                .map(FleetStore.Change.class::cast)
                .toList();
    }

    private static List<HeartbeatSample> heard(int machines) {
        return IntStream.range(0, machines)
                .mapToObj(i -> new HeartbeatSample(
                        MachineId.of("m-" + i), null, NOON, 1, GpuTotals.ofUtilization(50), null, HostReading.UNKNOWN))
                .toList();
    }

    private void execute(String command) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(command);
        }
    }
}
