package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdempotencyTest {

    private static final String INSTANCES = "/api/v1/agent/instances";
    private static final String NEW = "{\"instance_id\":\"new-1\"}";

    private final ServedFleet fleet = new ServedFleet(Preset.BALANCED);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void givesTheFirstReplyAgainUnderTheSameKey() {
        Reply first = post(INSTANCES, NEW, "key-1");
        Reply again = post(INSTANCES, NEW, "key-1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
        assertThat(post(INSTANCES, NEW, "key-2").status()).isEqualTo(409);
    }

    @Test
    void refusesTheKeyWithAnotherBodyRouteOrQuery() {
        post(INSTANCES, NEW, "key-1");

        Reply body = post(INSTANCES, "{\"instance_id\":\"new-2\"}", "key-1");
        Reply route = post(INSTANCES + "/new-1/token", NEW, "key-1");

        assertThat(body.status()).isEqualTo(422);
        assertThat(body.at("error.code")).isEqualTo("idempotency_key_reused");
        assertThat(route.status()).isEqualTo(422);
        assertThat(fleet.get(INSTANCES + "/new-2").status()).isEqualTo(404);
    }

    @Test
    void forgetsTheKeyAfterADay() {
        Reply first = post(INSTANCES + "/m-1/token", "", "key-1");
        assertThat(first.status()).isEqualTo(404);
        fleet.rent("m-1");
        Reply issued = post(INSTANCES + "/m-1/token", "", "key-1");

        fleet.time.advance(Duration.ofHours(24).minusSeconds(1));
        assertThat(post(INSTANCES + "/m-1/token", "", "key-1").text()).isEqualTo(issued.text());
        fleet.time.advance(Duration.ofSeconds(1));

        assertThat(post(INSTANCES + "/m-1/token", "", "key-1").text()).isNotEqualTo(issued.text());
    }

    @Test
    void triesAgainWhatFailed() {
        assertThat(post(INSTANCES, "{\"instance_id\":\"a b\"}", "key-1").status())
                .isEqualTo(422);

        assertThat(post(INSTANCES, NEW, "key-1").status()).isEqualTo(201);
    }

    @Test
    void refusesKeysThatAreNone() {
        for (String key : new String[] {"", "a b", "x".repeat(256)}) {
            assertThat(post(INSTANCES, NEW, key).status()).as(key).isEqualTo(400);
        }
    }

    private Reply post(String path, String body, String key) {
        return fleet.send(
                "POST",
                path,
                body,
                Map.of(
                        "Authorization",
                        "Bearer " + ServedFleet.USER_TOKEN,
                        "Content-Type",
                        "application/json",
                        "Idempotency-Key",
                        key));
    }
}
