package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad heartbeats over HTTP: each gets its 4xx with the field at fault, is counted, and is a sign of life and no more. */
class BadInputTest {

    private static final MachineId GPU = MachineId.of("gpu-1");
    private static final String START = "{\"instance_id\":\"gpu-1\",";

    private final ServedFleet fleet = new ServedFleet(Preset.REACTIVE);
    private final String token = fleet.rent("gpu-1");

    @AfterEach
    void close() {
        fleet.close();
    }

    static Stream<Arguments> bad() {
        String deep = "[".repeat(200) + "]".repeat(200);
        return Stream.of(
                Arguments.of("malformed", 400, "malformed", null, START + "oops"),
                Arguments.of("truncated", 400, "malformed", "gpu_utilization", START + "\"gpu_utilization\":"),
                Arguments.of("deeply nested", 400, "malformed", null, START + "\"x\":" + deep + "}"),
                Arguments.of(
                        "over 64 KiB", 413, "body_too_large", null, START + "\"x\":\"" + "x".repeat(65536) + "\"}"),
                Arguments.of(
                        "wrong type", 400, "malformed", "gpu_utilization", START + "\"gpu_utilization\":\"a lot\"}"),
                Arguments.of("wrong type", 400, "malformed", "gpu_metrics", START + "\"gpu_metrics\":[1]}"),
                Arguments.of(
                        "out of range", 422, "out_of_range", "gpu_utilization", START + "\"gpu_utilization\":100.1}"),
                Arguments.of("out of range", 422, "out_of_range", "vram_used_gb", START + "\"vram_used_gb\":-1}"),
                Arguments.of(
                        "out of range",
                        422,
                        "out_of_range",
                        "gpu_metrics.utilization_percent",
                        START + "\"gpu_metrics\":{\"utilization_percent\":101}}"),
                Arguments.of("duplicate key", 400, "malformed", "status", START + "\"status\":\"a\",\"status\":\"b\"}"),
                Arguments.of("NaN", 400, "malformed", "gpu_utilization", START + "\"gpu_utilization\":NaN}"),
                Arguments.of("no JSON at all", 400, "malformed", null, "instance_id=gpu-1"),
                Arguments.of("empty", 400, "malformed", null, ""));
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("bad")
    void isRefusedCountedAndASignOfLife(String what, int status, String code, String field, String body) {
        beginIdleRun();

        Reply reply = fleet.post("/api/agent/status", body, token);

        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.at("error.code")).isEqualTo(code);
        if (field != null) {
            assertThat(reply.at("error.details.field")).isEqualTo(field);
            assertThat((String) reply.at("error.message")).contains(field);
        }
        assertThat(fleet.get("/metrics").text())
                .contains("dumont_agents_heartbeats_rejected_total{code=\"" + code + "\"} 1\n");
        assertOnlyASignOfLife();
    }

    @Test
    void refusesInvalidUtf8() {
        beginIdleRun();
        byte[] body = (START + "\"hostname\":\"?\"}").getBytes(StandardCharsets.UTF_8);
        body[body.length - 3] = (byte) 0xff;

        Reply reply = fleet.send(
                "POST",
                "/api/v1/agent/status",
                body,
                Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("error.details.field")).isEqualTo("hostname");
        assertOnlyASignOfLife();
    }

    @Test
    void refusesIdsThatCannotBe() {
        for (String id : new String[] {"x".repeat(300), "a\\u0000b", "a b", "", ".", ".."}) {
            for (String path : new String[] {"/api/agent/status", "/api/agent/instances"}) {
                Reply reply = fleet.post(path, "{\"instance_id\":\"" + id + "\"}");

                assertThat(reply.status()).isEqualTo(422);
                assertThat(reply.at("error.details.field")).isEqualTo("instance_id");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1.5, 400", "1.0, 400", "1e3, 400", "-1.5, 400", "true, 400", "-5, 422", "-0, 422"})
    void refusesTheSameNumbersAsIdsInARegistrationAsInAHeartbeat(String number, int status) {
        for (String path : new String[] {"/api/agent/status", "/api/agent/instances"}) {
            Reply reply = fleet.post(path, "{\"instance_id\":" + number + "}");

            assertThat(reply.status()).as(path).isEqualTo(status);
            assertThat(reply.at("error.details.field")).isEqualTo("instance_id");
        }
    }

    @Test
    void registersNothingUnderANameThatCannotBe() {
        Map<String, Integer> names = Map.of("7", 400, "\"a\\u0000b\"", 422, "\"" + "n".repeat(257) + "\"", 422);
        names.forEach((name, status) -> {
            Reply reply = fleet.post("/api/v1/agent/instances", "{\"instance_id\":\"gpu-9\",\"name\":" + name + "}");

            assertThat(reply.status()).as(name).isEqualTo(status);
            assertThat(reply.at("error.details.field")).isEqualTo("name");
        });
        assertThat(fleet.monitor.machine(MachineId.of("gpu-9"))).isEmpty();
    }

    @Test
    void ignoresUnknownFieldsAndWords() {
        Reply reply = fleet.post(
                "/api/agent/status",
                START
                        + "\"status\":\"dreaming\",\"new_field\":{\"a\":[1,2]},\"gpus\":[{\"index\":0,\"state\":\"odd\"}]}",
                token);

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void isNoSignOfLifeWhereTheIdIsNotKnown() {
        Reply reply = fleet.post("/api/agent/status", "{\"instance_id\":\"nobody\",\"gpu_utilization\":101}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(fleet.monitor.machine(MachineId.of("nobody"))).isEmpty();
    }

    @Test
    void isNoSignOfLifeWhenItSpeaksOfAMachineThatIsNotTheTokens() {
        fleet.rent("gpu-2");
        beginIdleRun();
        String body = "{\"instance_id\":\"gpu-2\",\"gpu_utilization\":101}";

        Reply reply = fleet.post("/api/agent/status", body, token);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(fleet.monitor
                        .machine(MachineId.of("gpu-2"))
                        .orElseThrow()
                        .condition()
                        .liveness())
                .isEqualTo(Liveness.NEVER_SEEN);
        fleet.time.advance(Duration.ofMinutes(2));
        assertThat(report().condition().liveness()).isEqualTo(Liveness.LATE);
    }

    /** One idle sample, then 140 s of silence: ten more would make the machine late. */
    private void beginIdleRun() {
        assertThat(fleet.post("/api/agent/status", START + "\"gpu_utilization\":1}", token)
                        .status())
                .isEqualTo(200);
        fleet.time.advance(Duration.ofSeconds(140));
    }

    private void assertOnlyASignOfLife() {
        MachineReport report = report();
        assertThat(report.heartbeats()).isEqualTo(1);
        assertThat(report.condition().activity()).isEqualTo(Activity.IDLE);
        fleet.time.advance(Duration.ofSeconds(20));
        assertThat(report().condition().liveness()).isEqualTo(Liveness.HEALTHY);
        assertThat(report().condition().activity()).isEqualTo(Activity.INDETERMINATE);
    }

    private MachineReport report() {
        return fleet.monitor.machine(GPU).orElseThrow();
    }
}
