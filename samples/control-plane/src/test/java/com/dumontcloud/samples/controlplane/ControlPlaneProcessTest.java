package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The control plane as a process of its own, which is ended in order or killed. */
@DisabledOnOs(OS.WINDOWS)
class ControlPlaneProcessTest {

    private static final MachineId FORGOTTEN = MachineId.of("forgotten-1");

    @TempDir
    private Path data;

    @Test
    void knowsAfterAKillWhatItHadAnswered() throws Exception {
        String instanceToken;
        try (ControlPlaneProcess first = start();
                DumontClient client = first.client()) {
            instanceToken = client.agents().issueToken(FORGOTTEN).token();
            client.machines().stop(FORGOTTEN);
            Eventually.holds("it is stopped", () -> stateOf(client) == MachineState.STOPPED);
            client.machines().destroyWithItsData(MachineId.of("batch-1"), "batch");
            first.kill();
        }

        try (ControlPlaneProcess second = start();
                DumontClient client = second.client()) {
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
        }
    }

    @Test
    void endsInOrderWhenItIsAskedTo() throws Exception {
        try (ControlPlaneProcess running = start()) {
            running.uri();
            running.process().destroy();

            assertThat(running.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(running.process().exitValue()).isEqualTo(143);
        }
    }

    private ControlPlaneProcess start() throws IOException {
        return ControlPlaneProcess.start(data, Map.of(), "--provider=simulated", "--time-scale=60");
    }

    private static MachineState stateOf(DumontClient client) {
        return client.machines().machine(FORGOTTEN).machine().state();
    }
}
