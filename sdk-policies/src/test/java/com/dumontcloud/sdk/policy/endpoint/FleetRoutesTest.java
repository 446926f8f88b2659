package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import com.dumontcloud.sdk.policy.fleet.ModeReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetRoutesTest {

    private final ServedFleet fleet = new ServedFleet(Preset.REACTIVE);

    @AfterEach
    void close() {
        fleet.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/v1"})
    void freezesAndUnfreezesTheFleet(String base) {
        Reply frozen = fleet.post(base + "/fleet/freeze?reason=moving%20house", "");
        assertThat(frozen.status()).isEqualTo(200);
        assertThat(frozen.at("success")).isEqualTo(true);
        assertThat(modes()).containsOnly(FleetMode.FROZEN);
        assertThat(fleet.monitor.modes().get(0).reason()).isEqualTo(Reason.of(Reason.Code.FROZEN, "moving house"));

        assertThat(fleet.post(base + "/fleet/unfreeze", "").status()).isEqualTo(200);
        assertThat(modes()).isEmpty();
        assertThat(fleet.post(base + "/fleet/unfreeze", "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?reason=", "?reason=%20", "?other=x"})
    void freezesWithoutAReasonToo(String query) {
        assertThat(fleet.post("/api/v1/fleet/freeze" + query, "").status()).isEqualTo(200);

        assertThat(fleet.monitor.modes().get(0).reason().text())
                .isEqualTo("frozen by an operator: no reason was given");
    }

    @Test
    void refusesAReasonThatIsABook() {
        assertThat(fleet.post("/api/fleet/freeze?reason=" + "x".repeat(200), "").status())
                .isEqualTo(200);
        Reply refused = fleet.post("/api/fleet/freeze?reason=" + "x".repeat(201), "");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.at("error.details.field")).isEqualTo("reason");
    }

    @Test
    void resumesAScopeThatIsPaused() {
        for (int i = 0; i < 3; i++) {
            fleet.rent("gpu-" + i);
            fleet.post("/api/agent/status", "{\"instance_id\":\"gpu-" + i + "\"}");
        }
        assertThat(fleet.post("/api/fleet/resume", "").status()).isEqualTo(409);
        fleet.time.advance(Duration.ofMinutes(6));
        assertThat(modes()).containsOnly(FleetMode.SILENCE_PAUSED);

        Reply none = fleet.post("/api/fleet/resume?scope=another", "");
        assertThat(none.status()).isEqualTo(409);
        assertThat(none.at("error.code")).isEqualTo("state_conflict");
        assertThat(fleet.post("/api/fleet/resume?scope=" + fleet.cloud.name(), "")
                        .status())
                .isEqualTo(200);
        assertThat(modes()).isEmpty();
    }

    @Test
    void isForPeopleOnly() {
        String machines = fleet.rent("gpu-1");
        for (String route : List.of("freeze", "unfreeze", "resume")) {
            assertThat(fleet.post("/api/v1/fleet/" + route, "", machines).status())
                    .isEqualTo(403);
            assertThat(fleet.post("/api/v1/fleet/" + route, "", "unknown").status())
                    .isEqualTo(401);
            assertThat(fleet.get("/api/v1/fleet/" + route).status()).isEqualTo(405);
        }
        assertThat(modes()).isEmpty();
    }

    @Test
    void theFleetsModesAreOnTheMetricsPage() {
        fleet.rent("gpu-1");
        fleet.monitor.register(MachineId.of("mine"), null, null);
        assertThat(metrics()).contains("dumont_fleet_mode{mode=\"normal\"} 1\n").doesNotContain("dumont_scope_mode{");
        for (FleetMode mode : FleetMode.values()) {
            assertThat(metrics()).contains("dumont_fleet_mode{mode=\"" + mode.text() + "\"} 0\n");
        }

        fleet.monitor.freeze("moving house");

        assertThat(metrics())
                .contains("dumont_fleet_mode{mode=\"normal\"} 0\n")
                .contains("dumont_fleet_mode{mode=\"frozen\"} 1\n")
                .contains("dumont_fleet_mode{mode=\"restarting\"} 0\n")
                .contains("dumont_scope_mode{scope=\"simulated\",mode=\"frozen\"} 1\n")
                .contains("dumont_scope_mode{scope=\"unmanaged\",mode=\"frozen\"} 1\n");
    }

    @Test
    void soIsHowManyWait() {
        fleet.rent("gpu-1");
        fleet.monitor.freeze("moving house");
        for (int minute = 0; minute < 8; minute++) {
            fleet.post("/api/agent/status", "{\"instance_id\":\"gpu-1\",\"gpu_utilization\":0}");
            fleet.time.advance(Duration.ofMinutes(1));
        }

        assertThat(metrics())
                .contains("dumont_policy_waiting{policy=\"idle\"} 1\n")
                .contains("dumont_policy_waiting{policy=\"orphan\"} 0\n")
                .contains("dumont_policy_waiting{policy=\"no_evidence\"} 0\n")
                .doesNotContain("dumont_policy_waiting{policy=\"person\"}");
    }

    private String metrics() {
        return fleet.get("/metrics").text();
    }

    private List<FleetMode> modes() {
        return fleet.monitor.modes().stream().map(ModeReport::mode).distinct().toList();
    }
}
