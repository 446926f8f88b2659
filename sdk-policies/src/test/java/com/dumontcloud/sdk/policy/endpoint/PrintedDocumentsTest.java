package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every JSON document and curl command that the specifications print, on a real server. */
class PrintedDocumentsTest {

    private final ServedFleet fleet = new ServedFleet(Preset.LIFECYCLE);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void takesTheNestedHeartbeatAndAnswersAsPrinted() {
        String token = fleet.rent("456789");

        Reply reply = fleet.post("/api/v1/agent/status", document("agent-status-api/heartbeat.json"), token);

        assertThat(reply.status()).isEqualTo(200);
        assertSameShape(reply, "agent-status-api/heartbeat-reply.json");
        assertThat(reply.at("commands")).isEqualTo(List.of());
        assertThat(reply.text()).contains("\"hibernate_in_seconds\":null");
    }

    @Test
    void takesTheNestedCurlOnceATokenIsAdded() {
        PrintedCurl curl = curl("agent-status-api/heartbeat.curl");
        String token = fleet.rent("456789");

        assertThat(run(curl).status()).isEqualTo(401);
        assertSameShape(runWith(curl, token), "agent-status-api/heartbeat-reply.json");
    }

    @Test
    void listsTheFleetInTheNestedDialectAsPrinted() {
        beat("456789", document("agent-status-api/heartbeat.json"));
        fleet.rent("456790");
        beatIdleFor("456790", 5);

        Reply reply = runWith(curl("agent-status-api/instances.curl"), ServedFleet.USER_TOKEN);

        assertSameShape(reply, "agent-status-api/instances-reply.json");
        assertThat(reply.at("count")).isEqualTo(2.0);
        assertThat(reply.at("active_count")).isEqualTo(1.0);
        assertThat(reply.at("idle_count")).isEqualTo(1.0);
        assertThat(reply.at("instances.0.instance_id")).isEqualTo(456789.0);
        assertThat(reply.at("instances.0.gpu_utilization")).isEqualTo(85.0);
        assertThat(reply.at("instances.0.memory_used_percent")).isEqualTo(75.0);
        assertThat(reply.at("instances.0.status")).isEqualTo("active");
        assertThat(reply.at("instances.0.idle_seconds")).isEqualTo(0.0);
        assertThat(reply.at("instances.1.status")).isEqualTo("idle");
        assertThat(reply.at("instances.1.idle_seconds")).isEqualTo(240.0);
    }

    @Test
    void tellsOfOneMachineInTheNestedDialectAsPrinted() {
        beat("456789", document("agent-status-api/heartbeat.json"));

        Reply reply = fleet.get("/api/v1/agent/instances/456789");

        assertSameShape(reply, "agent-status-api/instance-reply.json");
        assertThat(reply.at("gpu_metrics.temperature_celsius")).isEqualTo(72.0);
        assertThat(reply.at("activity.idle_seconds")).isEqualTo(15.0);
        assertThat(reply.at("activity.last_activity")).isEqualTo("2024-12-20T15:29:45Z");
        assertThat(reply.at("hibernation.enabled")).isEqualTo(true);
    }

    @Test
    void postponesHibernationInTheNestedDialectAsPrinted() {
        fleet.rent("456789");
        PrintedCurl curl = curl("agent-status-api/keep-alive.curl");

        Reply reply = runWith(curl, ServedFleet.USER_TOKEN);

        assertSameShape(reply, "agent-status-api/keep-alive-reply.json");
        assertThat(reply.at("message")).isEqualTo("Hibernation postponed by 60 minutes");
        assertThat(reply.at("hibernation_postponed_until")).isEqualTo("2025-12-19T01:00:00Z");
    }

    @Test
    void postponesHibernationByHalfAnHourUnasked() {
        fleet.rent("456789");

        Reply reply = fleet.post("/api/v1/agent/instances/456789/keep-alive", "");

        assertThat(reply.at("message")).isEqualTo("Hibernation postponed by 30 minutes");
    }

    @Test
    void takesTheFlatCurlAndAnswersAsPrinted() {
        String token = fleet.rent("28864630");

        Reply reply = runWith(curl("agent-system/heartbeat.curl"), token);

        assertSameShape(reply, "agent-system/heartbeat-reply.json");
        assertThat(Json.read(reply.text())).isEqualTo(Json.read(document("agent-system/heartbeat-reply.json")));
    }

    @Test
    void warnsInTheFlatDialectAsPrinted() {
        fleet.rent("test-instance");
        Reply reply = null;
        for (int minute = 0; minute <= 3; minute++) {
            reply = fleet.post("/api/agent/status", document("agent-system/idle-heartbeat.json"));
            fleet.time.advance(Duration.ofMinutes(1));
        }

        Map<String, Object> printed = Json.object(document("agent-system/heartbeat-warning-reply.json"));
        Map<String, Object> answered =
                new TreeMap<>(Json.object(Objects.requireNonNull(reply).text()));
        assertThat(answered.remove("next_heartbeat_in_seconds")).isEqualTo(60.0);
        assertThat(answered).isEqualTo(new TreeMap<>(printed));
    }

    @Test
    void listsTheFleetInTheFlatDialectAsPrinted() {
        fleet.rent("28864630");
        fleet.rent("98765432");
        PrintedCurl heartbeat = curl("agent-system/heartbeat.curl");
        fleet.post("/api/agent/status", "{\"instance_id\":\"98765432\",\"gpu_utilization\":90}");
        for (int minute = 0; minute < 70; minute++) {
            fleet.time.advance(Duration.ofSeconds(15));
            fleet.post("/api/agent/status", heartbeat.body());
            fleet.time.advance(Duration.ofSeconds(45));
        }
        fleet.time.advance(Duration.ofSeconds(15));
        fleet.post("/api/agent/status", heartbeat.body());
        fleet.time.advance(Duration.ofSeconds(15));

        Reply reply = runWith(curl("agent-system/instances.curl"), ServedFleet.USER_TOKEN);

        assertSameShape(reply, "agent-system/instances-reply.json");
        Object printed = Json.read(document("agent-system/instances-reply.json"));
        for (String key : List.of("0.status", "0.health", "0.gpu_utilization", "0.seconds_since_heartbeat")) {
            assertThat(reply.at("instances." + key)).as(key).isEqualTo(Json.at(printed, "instances." + key));
        }
        for (String key :
                List.of("1.status", "1.health", "1.gpu_utilization", "1.seconds_since_heartbeat", "1.alert")) {
            assertThat(reply.at("instances." + key)).as(key).isEqualTo(Json.at(printed, "instances." + key));
        }
    }

    @Test
    void tellsOfOneMachineInTheFlatDialectAsPrinted() {
        fleet.rent("28864630");
        PrintedCurl heartbeat = curl("agent-system/heartbeat.curl");
        fleet.post("/api/agent/status", heartbeat.body());
        fleet.time.advance(Duration.ofMinutes(1));
        fleet.post("/api/agent/status", heartbeat.body().replace("87", "78"));

        Reply reply = runWith(curl("agent-system/instance.curl"), ServedFleet.USER_TOKEN);

        assertSameShape(reply, "agent-system/instance-reply.json");
        assertThat(reply.at("total_heartbeats")).isEqualTo(2.0);
        assertThat(reply.at("uptime_percent")).isEqualTo(100.0);
        assertThat(reply.at("missed_heartbeats")).isEqualTo(0.0);
        assertThat(reply.at("avg_gpu_utilization")).isEqualTo(82.5);
        assertThat(reply.at("recent_heartbeats.0.gpu_utilization")).isEqualTo(78.0);
        assertThat(reply.at("recent_heartbeats.1.vram_used_gb")).isEqualTo(18.4);
        assertThat(reply.at("recent_heartbeats.0.timestamp")).isEqualTo("2025-12-19T00:01:00Z");
    }

    @Test
    void keepsAliveInTheFlatDialectAsPrinted() {
        fleet.rent("28864630");

        Reply reply = runWith(curl("agent-system/keep-alive.curl"), ServedFleet.USER_TOKEN);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(Json.read(reply.text())).isEqualTo(Json.read(document("agent-system/keep-alive-reply.json")));
    }

    @Test
    void keepsAliveByHandOnceATokenIsAdded() {
        fleet.rent("ID");
        PrintedCurl curl = curl("agent-system/keep-alive-by-hand.curl");

        assertThat(run(curl).status()).isEqualTo(401);
        assertSameShape(runWith(curl, ServedFleet.USER_TOKEN), "agent-system/keep-alive-reply.json");
    }

    @Test
    void showsTheMachineAsOrphanedAfterSixMinutesUnderReactive() {
        try (ServedFleet reactive = new ServedFleet(Preset.REACTIVE)) {
            reactive.rent("28864630");
            reactive.post(
                    "/api/agent/status", curl("agent-system/heartbeat.curl").body());
            reactive.time.advance(Duration.ofMinutes(6));

            Reply reply = run(reactive, curl("agent-system/after-six-minutes.curl"), ServedFleet.USER_TOKEN);

            assertThat(reply.at("instances.0.status")).isEqualTo("orphaned");
        }
    }

    @Test
    void listsWhatTheWeeklyScriptLooksForOnceATokenIsAdded() {
        PrintedCurl curl = curl("agent-system/weekly-orphans.curl");

        assertThat(run(curl).status()).isEqualTo(401);
        assertThat(runWith(curl, ServedFleet.USER_TOKEN).at("instances")).isEqualTo(List.of());
    }

    @Test
    void confirmsConnectivityOnceAnyTokenIsAdded() {
        String machines = fleet.rent("28864630");
        PrintedCurl curl = curl("agent-system/connectivity.curl");

        assertThat(run(curl).status()).isEqualTo(401);
        assertThat(run(curl).header("WWW-Authenticate")).isEqualTo("Bearer");
        for (String token : List.of(machines, ServedFleet.USER_TOKEN)) {
            Reply reply = runWith(curl, token);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(Json.shape(Json.read(reply.text()))).hasToString("{message=String, success=Boolean}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent-status-api/heartbeat",
                "agent-status-api/instances",
                "agent-status-api/keep-alive",
                "agent-system/heartbeat",
                "agent-system/instances",
                "agent-system/instance",
                "agent-system/keep-alive",
                "agent-system/after-six-minutes",
                "agent-system/connectivity",
                "agent-system/keep-alive-by-hand",
                "agent-system/weekly-orphans"
            })
    void answersEveryPrintedCommandWith401WithoutAToken(String command) {
        PrintedCurl curl = curl(command + ".curl");

        Reply reply = fleet.send(curl.method(), curl.target(), curl.body(), Map.of("Content-Type", "application/json"));

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(reply.at("error.code")).isEqualTo("unauthenticated");
    }

    private void beat(String id, String body) {
        String token = fleet.rent(id);
        assertThat(fleet.post("/api/v1/agent/status", body, token).status()).isEqualTo(200);
        assertThat(fleet.monitor.machine(MachineId.of(id))).isPresent();
    }

    /** The other machine goes on reporting as well, or it would be late by then. */
    private void beatIdleFor(String id, int minutes) {
        String idle = "{\"instance_id\":" + id + ",\"hostname\":\"gpu-002\",\"agent_version\":\"1.2.0\","
                + "\"gpu_metrics\":{\"utilization_percent\":0,\"memory_used_mb\":2457,\"memory_total_mb\":24576}}";
        for (int minute = 0; minute < minutes; minute++) {
            fleet.post("/api/v1/agent/status", document("agent-status-api/heartbeat.json"));
            assertThat(fleet.post("/api/v1/agent/status", idle).status()).isEqualTo(200);
            if (minute < minutes - 1) {
                fleet.time.advance(Duration.ofMinutes(1));
            }
        }
    }

    private Reply run(PrintedCurl curl) {
        return fleet.send(curl.method(), curl.target(), curl.body(), curl.headers());
    }

    private Reply runWith(PrintedCurl curl, String token) {
        return run(fleet, curl, token);
    }

    private static Reply run(ServedFleet fleet, PrintedCurl curl, String token) {
        Map<String, String> headers = new TreeMap<>(curl.headers());
        headers.put("Authorization", "Bearer " + token);
        Reply reply = fleet.send(curl.method(), curl.target(), curl.body(), headers);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    private static void assertSameShape(Reply reply, String printed) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(Json.shape(Json.read(reply.text()))).isEqualTo(Json.shape(Json.read(document(printed))));
    }

    private static PrintedCurl curl(String name) {
        return PrintedCurl.parse(document(name));
    }

    static String document(String name) {
        try (InputStream in = PrintedDocumentsTest.class.getResourceAsStream("documents/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
