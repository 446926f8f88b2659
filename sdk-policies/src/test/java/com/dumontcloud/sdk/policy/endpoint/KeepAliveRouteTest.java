package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody is told that a hibernation is postponed where there is none to postpone. */
class KeepAliveRouteTest {

    private static final MachineId ID = MachineId.of("gpu-1");

    private final ServedFleet fleet = new ServedFleet(Preset.REACTIVE);

    @AfterEach
    void close() {
        fleet.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/v1"})
    void postponesWhatARunningMachineIsIn(String base) {
        fleet.rent("gpu-1");

        assertThat(keepAlive(base).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"stop, stopped", "hibernate, hibernating"})
    void refusesWhatIsOff(String how, String shown) {
        fleet.rent("gpu-1");
        fleet.post("/api/v1/instances/gpu-1/" + how, "");
        fleet.time.advance(Duration.ofMinutes(10));

        Reply refused = keepAlive("/api/v1");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("state_conflict");
        assertThat(refused.at("error.message").toString()).contains("gpu-1 is " + shown);
        assertThat(keepAlive("/api").status()).isEqualTo(409);
    }

    @Test
    void refusesWhatIsDeleted() {
        fleet.rent("gpu-1");
        fleet.delete("/api/v1/instances/gpu-1?confirm=gpu-1&data_loss=accept");
        fleet.time.advance(Duration.ofMinutes(30));

        assertThat(keepAlive("/api/v1").status()).isEqualTo(409);
        assertThat(keepAlive("/api/v1").at("error.message").toString()).contains("gpu-1 is deleted");
    }

    @Test
    void refusesWhatItsOwnerIsStopping() {
        fleet.rent("gpu-1");
        fleet.post("/api/v1/instances/gpu-1/stop", "");

        Reply refused = keepAlive("/api/v1");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.message").toString()).contains("a stop for person is under way");
    }

    /** Until the provider is asked the engine's own hibernation gives way. */
    @Test
    void postponesAHibernationThatTheEngineOnlyIntends() {
        String token = fleet.rent("gpu-1");
        fleet.monitor.freeze("so that it stays due");
        for (int minute = 0; minute < 10; minute++) {
            fleet.post("/api/agent/status", "{\"instance_id\":\"gpu-1\",\"gpu_utilization\":0}", token);
            fleet.time.advance(Duration.ofSeconds(30));
        }
        fleet.monitor.unfreeze();

        assertThat(keepAlive("/api/v1").status()).isEqualTo(200);

        fleet.time.advance(Duration.ofMinutes(1));
        assertThat(fleet.monitor
                        .machine(ID)
                        .orElseThrow()
                        .condition()
                        .operation()
                        .map(Operation::cause))
                .isNotEqualTo(Optional.of(Cause.IDLE));
        assertThat(fleet.get("/api/v1/instances/gpu-1").at("state")).isEqualTo("running");
    }

    @Test
    void postponesNothingBeforeItIsWokenButFromThenOn() {
        fleet.rent("gpu-1");
        fleet.post("/api/v1/instances/gpu-1/stop", "");
        fleet.time.advance(Duration.ofMinutes(10));
        fleet.post("/api/v1/instances/gpu-1/start", "");

        assertThat(keepAlive("/api/v1").status()).isEqualTo(200);
    }

    private Reply keepAlive(String base) {
        return fleet.post(base + "/agent/instances/gpu-1/keep-alive", "");
    }
}
