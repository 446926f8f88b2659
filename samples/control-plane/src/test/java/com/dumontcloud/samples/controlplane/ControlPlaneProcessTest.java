package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The control plane as a process of its own, which is ended in order or killed. */
@DisabledOnOs(OS.WINDOWS)
class ControlPlaneProcessTest {

    private static final String TOKEN = "a-user-token-of-the-test";
    private static final MachineId FORGOTTEN = MachineId.of("forgotten-1");

    @TempDir
    private Path data;

    @Test
    void knowsAfterAKillWhatItHadAnswered() throws Exception {
        String instanceToken;
        Process first = start();
        try (DumontClient client = client(first, TOKEN)) {
            instanceToken = client.agents().issueToken(FORGOTTEN).token();
            client.machines().stop(FORGOTTEN);
            Eventually.holds("it is stopped", () -> stateOf(client) == MachineState.STOPPED);
            client.machines().destroyWithItsData(MachineId.of("batch-1"), "batch");
        } finally {
            first.destroyForcibly().waitFor();
        }

        Process second = start();
        try (DumontClient client = client(second, TOKEN)) {
            assertThat(stateOf(client)).isEqualTo(MachineState.STOPPED);
            Eventually.holds(
                    "what was asked before is done, or was done",
                    () -> client.machines()
                                    .machine(MachineId.of("batch-1"))
                                    .machine()
                                    .state()
                            == MachineState.DELETED);
            assertThat(client.machines().openOperations()).isEmpty();
            assertThat(instanceToken).isNotBlank();
        } finally {
            second.destroyForcibly().waitFor();
        }
    }

    @Test
    void endsInOrderWhenItIsAskedTo() throws Exception {
        Process process = start();
        try {
            uri(process);
            process.destroy();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ControlPlane.class.getName(),
                        "serve",
                        "--port=0",
                        "--data=" + data,
                        "--provider=simulated",
                        "--time-scale=60"))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put(UserToken.VARIABLE, TOKEN);
        return builder.start();
    }

    private static DumontClient client(Process process, String token) throws IOException {
        return DumontClient.create(
                ClientOptions.builder(uri(process), CredentialSource.of(token)).build());
    }

    private static String uri(Process process) throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("listening on ")) {
                return line.substring("listening on ".length());
            }
        }
        throw new IOException("it ended before it served");
    }

    private static MachineState stateOf(DumontClient client) {
        return client.machines().machine(FORGOTTEN).machine().state();
    }
}
