package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.Heartbeat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service as a process of its own. */
class RunCommandTest {

    private ControlPlane controlPlane;

    @TempDir
    private Path files;

    @BeforeEach
    void serve() throws IOException {
        controlPlane = new ControlPlane();
    }

    @AfterEach
    void close() {
        controlPlane.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void reportsAsTheAgentAndSaysGoodbyeWhenItIsStopped(String signal) throws Exception {
        try (AgentProcess agent = AgentProcess.start(files, controlPlane.environment())) {
            Heartbeat first = controlPlane.next();
            agent.awaitErr("First heartbeat accepted");
            agent.signal(signal);

            assertThat(agent.awaitExit()).isZero();
            assertThat(first.instanceId().value()).isEqualTo("28864630");
            assertThat(first.reporter().id()).isEqualTo("agent");
            assertThat(first.reporter().kind()).isEqualTo("agent");
            assertThat(controlPlane.next().goodbye()).isEqualTo(Goodbye.STOPPED);
            assertThat(agent.out()).isEmpty();
        }
    }

    @Test
    void takesFlagsOverTheEnvironmentAndTheTokenFromAFile() throws Exception {
        Path token = Files.writeString(files.resolve("token"), ControlPlane.TOKEN + "\n");
        Map<String, String> environment = Map.of(
                "DUMONT_INSTANCE_ID", "1",
                "DUMONT_API_URL_FILE", "/does/not/exist",
                "DUMONT_API_TOKEN_FILE", token.toString());

        try (AgentProcess agent = AgentProcess.start(
                files, environment, "run", "--instance-id", "456789", "--api-url=" + controlPlane.url())) {
            assertThat(controlPlane.next().instanceId().value()).isEqualTo("456789");
        }
    }

    @Test
    void takesTheTokenFromTheCredentialOfSystemd() throws Exception {
        Files.writeString(files.resolve("token"), ControlPlane.TOKEN);
        Map<String, String> environment = Map.of(
                "DUMONT_INSTANCE_ID",
                "1",
                "DUMONT_API_URL",
                controlPlane.url(),
                "CREDENTIALS_DIRECTORY",
                files.toString());

        try (AgentProcess agent = AgentProcess.start(files, environment)) {
            assertThat(controlPlane.next().instanceId().value()).isEqualTo("1");
        }
    }

    @Test
    void showsTheTokenToNobody() throws Exception {
        Map<String, String> environment = new java.util.HashMap<>(controlPlane.environment());
        environment.put("DUMONT_LOG_LEVEL", "trace");

        try (AgentProcess agent = AgentProcess.start(files, environment)) {
            controlPlane.next();
            agent.awaitErr("First heartbeat accepted");
            assertThat(agent.commandLine()).contains("DumontAgent").doesNotContain(ControlPlane.TOKEN);
            agent.terminate();
            agent.awaitExit();
            assertThat(agent.err()).contains("DEBUG").doesNotContain(ControlPlane.TOKEN);
            assertThat(agent.out()).doesNotContain(ControlPlane.TOKEN);
        }
    }

    @Test
    void refusesATokenOnTheCommandLineWithoutRepeatingIt() throws Exception {
        try (AgentProcess agent =
                AgentProcess.start(files, controlPlane.environment(), "run", "--token", "dmt_typed-by-hand")) {
            assertThat(agent.awaitExit()).isEqualTo(2);
            assertThat(agent.err()).contains("DUMONT_API_TOKEN_FILE").doesNotContain("typed-by-hand");
            assertThat(controlPlane.heartbeats).isEmpty();
        }
    }

    @Test
    void namesEverythingThatIsMissing() throws Exception {
        try (AgentProcess agent = AgentProcess.start(files, Map.of(), "run")) {
            assertThat(agent.awaitExit()).isEqualTo(2);
            assertThat(agent.err())
                    .contains("DUMONT_INSTANCE_ID", "DUMONT_API_URL", "DUMONT_API_TOKEN", "run --help")
                    .doesNotContain("\tat ");
        }
    }
}
