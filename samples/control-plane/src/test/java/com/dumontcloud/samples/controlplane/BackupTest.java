package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.controlplane.server.Address;
import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.fleet.FleetJournal;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of {@code deploy} and docs/operations.md, on a control plane at work. */
class BackupTest {

    private static final Path DEPLOY = Path.of("..", "..", "deploy");
    private static final MachineId FORGOTTEN = MachineId.of("forgotten-1");
    private static final MachineId BATCH = MachineId.of("batch-1");

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void prepare() {
        Tool.require("sqlite3");
        Tool.require("bash");
        data = folder.resolve("data");
    }

    @Test
    void bringsBackMachinesSettingsTokensKeysAndTheJournalAsTheyWere() throws Exception {
        String userToken;
        String instanceToken;
        String fleetSettings;
        String machineSettings;
        Path backup;
        Map<MachineId, List<String>> journal;
        try (Plane plane = start(data)) {
            userToken = plane.userToken().value();
            try (DumontClient client = client(plane, userToken)) {
                instanceToken = client.agents().issueToken(FORGOTTEN).token();
                client.machines().stop(FORGOTTEN);
                Eventually.holds("it is stopped", () -> stateOf(client, FORGOTTEN) == MachineState.STOPPED);
                call(
                        plane,
                        "PUT",
                        "/api/v1/fleet/settings",
                        "{\"preset\":\"saver\",\"allow_delete\":false}",
                        userToken);
                call(plane, "PUT", "/api/v1/instances/batch-1/settings", """
                        {"hibernation":{"enabled":true,"idle_minutes":17}}""", userToken);
                fleetSettings = call(plane, "GET", "/api/v1/fleet/settings", "", userToken);
                machineSettings = call(plane, "GET", "/api/v1/instances/batch-1/settings", "", userToken);

                backup = Path.of(run("backup", data, folder.resolve("backups")));
                journal = journal(backup);
                client.machines().destroyWithItsData(BATCH, "batch");
                Eventually.holds("it is gone", () -> stateOf(client, BATCH) == MachineState.DELETED);
            }
        }

        Path restored = Path.of(run("restore", backup, folder.resolve("restored")));

        assertThat(journal.get(FORGOTTEN)).hasSizeGreaterThan(2);
        assertThat(journal(data).get(FORGOTTEN))
                .startsWith(journal.get(FORGOTTEN).toArray(String[]::new));
        assertThat(journal(restored)).isEqualTo(journal);
        for (String file : List.of("provider", "user-token", "ssh-key", "ssh-key.pub")) {
            assertThat(restored.resolve(file)).hasSameBinaryContentAs(data.resolve(file));
        }
        try (Plane plane = start(restored);
                DumontClient client = client(plane, userToken);
                DumontClient agent = client(plane, instanceToken)) {
            assertThat(plane.userToken().isNew()).isFalse();
            agent.agents().checkConnectivity();
            assertThat(stateOf(client, FORGOTTEN)).isEqualTo(MachineState.STOPPED);
            assertThat(stateOf(client, BATCH)).isEqualTo(MachineState.RUNNING);
            Eventually.holds(
                    "the settings are as they were, once it no longer only listens",
                    () -> settings(plane, userToken).equals(fleetSettings));
            assertThat(call(plane, "GET", "/api/v1/instances/batch-1/settings", "", userToken))
                    .isEqualTo(machineSettings)
                    .contains("17");
        }
    }

    /** Thousands of machines that report are never all quiet for as long as a copy takes. */
    @Test
    void endsAlsoWhileTheStoreIsWrittenAllTheTime() throws Exception {
        Path database = Files.createDirectories(data.resolve("fleet")).resolve("fleet.db");
        sqlite(
                database,
                "PRAGMA journal_mode = WAL; CREATE TABLE busy (id INTEGER PRIMARY KEY, filler BLOB);"
                        + "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
                        + " INSERT INTO busy SELECT i, zeroblob(4000) FROM n;");
        AtomicInteger commits = new AtomicInteger();
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
            writer.scheduleWithFixedDelay(() -> commit(statement, commits), 0, 20, TimeUnit.MILLISECONDS);
            Eventually.holds("it is written", () -> commits.get() > 0);
            int before = commits.get();

            Path backup = Path.of(run("backup", data, folder.resolve("backups")));

            assertThat(commits.get()).isGreaterThan(before);
            assertThat(sqlite(backup.resolve("fleet").resolve("fleet.db"), "SELECT count(*) >= 20001 FROM busy"))
                    .isEqualTo("1");
        } finally {
            writer.shutdownNow();
            assertThat(writer.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void isForItsOwnerAlone() throws Exception {
        start(data).close();
        Path backup = Path.of(run("backup", data, folder.resolve("backups")));

        Process others = new ProcessBuilder("find", backup.toString(), "-perm", "/077").start();
        assertThat(new String(others.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
    }

    @Test
    void restoresNothingOverWhatIsThereNorWhatIsDamaged() throws Exception {
        start(data).close();
        Path backup = Path.of(run("backup", data, folder.resolve("backups")));

        assertThat(fails("restore", backup, data)).contains("is not empty");
        Path database = backup.resolve("fleet").resolve("fleet.db");
        byte[] bytes = Files.readAllBytes(database);
        Arrays.fill(bytes, 4096, 4096 * 3, (byte) 0x55);
        Files.write(database, bytes);
        assertThat(fails("restore", backup, folder.resolve("another"))).contains("damaged");
        assertThat(folder.resolve("another")).doesNotExist();
        assertThat(fails("backup", folder.resolve("backups"), folder.resolve("more")))
                .contains("no data directory");
    }

    private static void commit(Statement statement, AtomicInteger commits) {
        try {
            statement.executeUpdate("INSERT INTO busy (filler) VALUES (zeroblob(4000))");
            commits.incrementAndGet();
        } catch (SQLException failure) {
            throw new IllegalStateException("the writer was kept from writing", failure);
        }
    }

    private static String sqlite(Path database, String statements) throws Exception {
        return end(new ProcessBuilder("sqlite3", "-bail", database.toString(), statements));
    }

    private static Map<MachineId, List<String>> journal(Path data) {
        try (FleetJournal journal = SqliteFleetStore.readJournal(data.resolve("fleet"))) {
            Map<MachineId, List<String>> all = new TreeMap<>();
            journal.machines()
                    .forEach(id -> all.put(
                            id,
                            journal.entries(id, Instant.EPOCH, Instant.parse("2999-12-31T00:00:00Z")).stream()
                                    .map(entry -> entry.at() + " " + entry.event() + " " + entry.effects())
                                    .toList()));
            return all;
        }
    }

    private static Plane start(Path data) {
        return Plane.start(
                new Plane.Settings(
                        Address.loopback(0), data, ProviderChoice.SIMULATED, Preset.BALANCED, 60, false, null, null),
                Map.of());
    }

    private static DumontClient client(Plane plane, String token) {
        return DumontClient.create(ClientOptions.builder(plane.uri().toString(), CredentialSource.of(token))
                .build());
    }

    private static MachineState stateOf(DumontClient client, MachineId id) {
        return client.machines().machine(id).machine().state();
    }

    private static String settings(Plane plane, String token) {
        try {
            return call(plane, "GET", "/api/v1/fleet/settings", "", token);
        } catch (Exception failure) {
            throw new IllegalStateException("the settings cannot be read", failure);
        }
    }

    private static String call(Plane plane, String method, String path, String body, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(plane.uri().resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> reply = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.body();
    }

    /** Returns the one line that the script says. */
    private static String run(String script, Path from, Path to) throws Exception {
        return end(command(script, from, to));
    }

    private static String fails(String script, Path from, Path to) throws Exception {
        return end(command(script, from, to), 1);
    }

    private static ProcessBuilder command(String script, Path from, Path to) {
        return new ProcessBuilder("bash", DEPLOY.resolve(script).toString(), from.toString(), to.toString());
    }

    private static String end(ProcessBuilder command) throws Exception {
        return end(command, 0);
    }

    /** Returns what it says; whatever does not end within a minute is stopped, and fails. */
    private static String end(ProcessBuilder command, int status) throws Exception {
        Process process = command.redirectErrorStream(true).start();
        CompletableFuture<?> late = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(1, TimeUnit.MINUTES));
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(status);
        late.cancel(false);
        return said.strip();
    }
}
