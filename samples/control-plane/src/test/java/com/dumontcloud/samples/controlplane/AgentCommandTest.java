package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.agent.daemon.DumontAgent;
import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.FleetEvent;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineOperation;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.endpoint.EmbeddedServer;
import com.dumontcloud.sdk.policy.endpoint.MachinesEndpoint;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a person wants of an agent, from the typed client to a real {@code dumont-agent} and back. */
@DisabledOnOs(OS.WINDOWS)
class AgentCommandTest {

    private static final String USER = "a-user-token-of-the-test";
    private static final MachineId ID = MachineId.of("gpu-1");

    /** sysexits.h, EX_TEMPFAIL: by which an agent asks to be started again. */
    private static final int START_AGAIN = 75;

    @TempDir
    private Path folder;

    private FleetStore store;
    private FleetMonitor monitor;
    private EmbeddedServer server;
    private DumontClient people;
    private String token;

    @BeforeEach
    void start() {
        store = SqliteFleetStore.open(folder.resolve("store"));
        monitor = FleetMonitor.builder(
                        LifecycleSettings.builder()
                                .interval(Duration.ofSeconds(5))
                                .build(),
                        store)
                .build();
        server = EmbeddedServer.builder(
                        MachinesEndpoint.builder(monitor).userToken(USER).build())
                .build()
                .start();
        monitor.start();
        people = DumontClient.create(ClientOptions.builder(server.uri().toString(), CredentialSource.of(USER))
                .build());
        monitor.register(ID, null, null);
        token = people.agents().issueToken(ID).token();
    }

    @AfterEach
    void close() {
        people.close();
        server.close();
        monitor.close();
        store.close();
    }

    @Test
    void startsAnewAtARestartAndIsNotToldTwice() throws Exception {
        assertThatThrownBy(() -> people.machines().ask(ID, restart()))
                .isInstanceOfSatisfying(
                        DumontException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(DumontException.Kind.CONFLICT));
        Process first = agent(Map.of());
        MachineOperation restart;
        try {
            awaitHealth();
            restart = people.machines().ask(ID, restart()).operation();

            assertThat(first.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).isEqualTo(START_AGAIN);
        } finally {
            first.destroyForcibly();
        }
        Process second = agent(Map.of());
        try {
            Eventually.holds("it is told how it ended", () -> ending(restart).isPresent());
            assertThat(ending(restart).orElseThrow().outcome()).isEqualTo("done");
            assertThat(ending(restart).orElseThrow().because()).contains("starts again");
            assertThat(people.machines().openOperations()).isEmpty();

            long heard = heartbeats();
            Eventually.holds("it goes on to report", () -> heartbeats() > heard);
            assertThat(second.isAlive()).isTrue();
        } finally {
            second.destroyForcibly();
        }
    }

    @Test
    void refusesAnUpdateThatNoKeyItTrustsHasSigned() throws Exception {
        KeyPair trusted = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String key = Base64.getEncoder().encodeToString(trusted.getPublic().getEncoded());
        Process agent = agent(Map.of("DUMONT_UPDATE_KEY", key));
        try {
            awaitHealth();
            MachineOperation update = people.machines()
                    .ask(
                            ID,
                            new AgentCommand(
                                    null,
                                    AgentCommand.UPDATE,
                                    Map.of(
                                            "version",
                                            "99.0.0",
                                            "url",
                                            "https://mirror.invalid/dumont-agent.jar",
                                            "sha256",
                                            "0".repeat(64),
                                            "signature",
                                            Base64.getEncoder().encodeToString(new byte[64]))))
                    .operation();

            Eventually.holds("it answers", () -> ending(update).isPresent());

            assertThat(ending(update).orElseThrow().outcome()).isEqualTo("aborted");
            assertThat(ending(update).orElseThrow().because()).contains("refused");
            assertThat(agent.isAlive()).isTrue();
        } finally {
            agent.destroyForcibly();
        }
    }

    private static AgentCommand restart() {
        return new AgentCommand(null, AgentCommand.RESTART, Map.of());
    }

    private void awaitHealth() throws InterruptedException {
        Eventually.holds(
                "its agent is heard",
                () -> people.machines().machine(ID).health().equals("healthy"));
    }

    private long heartbeats() {
        return Objects.requireNonNull(people.agents().instance(ID).heartbeatCount());
    }

    private Optional<FleetEvent.OperationChanged> ending(MachineOperation operation) {
        return people.machines().pastEvents(ID, 100).stream()
                .filter(FleetEvent.OperationChanged.class::isInstance)
                .map(FleetEvent.OperationChanged.class::cast)
                .filter(changed -> changed.operation().id().equals(operation.id()) && changed.outcome() != null)
                .findFirst();
    }

    /** Starts the program, which takes this test for whoever supervises it. */
    private Process agent(Map<String, String> settings) throws IOException {
        ProcessBuilder program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DumontAgent.class.getName(),
                        "run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        program.environment()
                .putAll(Map.of(
                        "DUMONT_INSTANCE_ID", ID.value(),
                        "DUMONT_API_URL", server.uri().toString(),
                        "DUMONT_API_TOKEN", token,
                        "DUMONT_STATE_DIR", folder.resolve("state").toString(),
                        "DUMONT_RUNTIME_DIR", folder.toString(),
                        "DUMONT_SUPERVISED", "1"));
        program.environment().putAll(settings);
        return program.start();
    }
}
