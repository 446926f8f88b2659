package com.dumontcloud.sdk.policy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.fleet.FleetStore.LeaderLease;
import com.dumontcloud.sdk.policy.fleet.FleetStore.TokenIssued;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that cannot be trusted, or is not ours, is refused with a word on what to do, and stays as it is. */
class SqliteTroubleTest {

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
        execute("INSERT INTO machine (id, condition, useful, wasted, parked, saved, today, running, stopped, until)"
                + " VALUES ('gpu-9', '[7,{}]', '0', '0', '0', '0', '0', '0', '0', '2026-01-05T00:00:00Z')");

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

    private void execute(String command) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(command);
        }
    }
}
