package com.dumontcloud.sdk.policy.endpoint;

import static com.dumontcloud.sdk.policy.endpoint.PrintedDocumentsTest.document;
import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The two tests of agent-system.md, section "Testes", over HTTP, minute by minute of virtual time. */
class AgentSystemScenarioTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ServedFleet fleet = new ServedFleet(Preset.REACTIVE);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void warnsTheIdleMachineAt180SecondsAndParksItAt300() {
        fleet.rent("test-instance");

        warnsAndParks("test-instance");
    }

    @Test
    void findsTheSilentMachineOrphanedWithin360Seconds() {
        fleet.rent("28864630");

        isOrphaned("28864630");
    }

    @Test
    void passesBothOnOneEngineIdleFirst() {
        fleet.rent("test-instance");
        fleet.rent("28864630");

        warnsAndParks("test-instance");
        isOrphaned("28864630");
    }

    @Test
    void passesBothOnOneEngineSilentFirst() {
        fleet.rent("test-instance");
        fleet.rent("28864630");

        isOrphaned("28864630");
        warnsAndParks("test-instance");
    }

    /** Six heartbeats a minute apart, the first at 0 s, and then as an agent goes on that knows no commands. */
    private void warnsAndParks(String id) {
        MachineId machine = MachineId.of(id);
        for (int seconds = 0; seconds < 180; seconds += 60) {
            assertThat(idle(id).at("message")).isEqualTo("Heartbeat received");
        }
        for (int seconds = 180; seconds < 300; seconds += 60) {
            Reply warning = fleet.post("/api/agent/status", idleHeartbeat(id));
            assertThat(warning.at("message")).isEqualTo("Low utilization detected");
            assertThat(warning.at("actions.0.type")).isEqualTo("hibernate_warning");
            assertThat(warning.at("actions.0.countdown_seconds")).isEqualTo(300.0 - seconds);
            assertThat(activity(machine)).isEqualTo(Activity.WARNED);
            fleet.time.advance(MINUTE);
        }
        fleet.post("/api/agent/status", idleHeartbeat(id));
        assertThat(activity(machine)).isEqualTo(Activity.DUE);
        assertThat(statusOf(id)).isEqualTo("hibernating");

        fleet.time.advance(MINUTE);
        assertThat(idle(id).at("actions.1.type")).isEqualTo("hibernate");
        idle(id);

        assertThat(fleet.cloud.machine(machine).state()).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.cloud.calls().count(Operation.STOP, machine)).isEqualTo(1);
        assertThat(statusOf(id)).isEqualTo("hibernating");
    }

    private Reply idle(String id) {
        Reply reply = fleet.post("/api/agent/status", idleHeartbeat(id));
        assertThat(reply.status()).isEqualTo(200);
        fleet.time.advance(MINUTE);
        return reply;
    }

    private static String idleHeartbeat(String id) {
        return document("agent-system/idle-heartbeat.json").replace("test-instance", id);
    }

    private void isOrphaned(String id) {
        String heartbeat = PrintedCurl.parse(document("agent-system/heartbeat.curl"))
                .body()
                .replace("28864630", id);
        assertThat(fleet.post("/api/agent/status", heartbeat).status()).isEqualTo(200);

        fleet.time.advance(Duration.ofSeconds(299));
        assertThat(statusOf(id)).isEqualTo("running");
        fleet.time.advance(Duration.ofSeconds(61));

        assertThat(statusOf(id)).isEqualTo("orphaned");
        assertThat(fleet.monitor
                        .machine(MachineId.of(id))
                        .orElseThrow()
                        .condition()
                        .liveness())
                .isEqualTo(Liveness.ORPHANED);
    }

    private Activity activity(MachineId id) {
        return fleet.monitor.machine(id).orElseThrow().condition().activity();
    }

    private Object statusOf(String id) {
        Reply list = fleet.get("/api/agent/instances");
        for (int i = 0; list.at("instances." + i) != null; i++) {
            if (id.equals(list.at("instances." + i + ".instance_id"))) {
                return list.at("instances." + i + ".status");
            }
        }
        throw new AssertionError(id + " is not listed: " + list.text());
    }
}
