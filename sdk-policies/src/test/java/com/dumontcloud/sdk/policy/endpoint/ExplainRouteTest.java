package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExplainRouteTest {

    private final ServedFleet fleet = new ServedFleet(Preset.BALANCED);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void saysWhyAMachineIsInItsStateAndWhatWouldHappenNext() {
        fleet.rent("gpu-1");
        fleet.post("/api/agent/status", "{\"instance_id\":\"gpu-1\",\"gpu_utilization\":3}");
        fleet.post("/api/agent/instances/gpu-1/keep-alive", "");
        String now = fleet.time.wall().toString();
        String soonest = fleet.time.wall().plus(Duration.ofMinutes(65)).toString();

        Reply reply = fleet.get("/api/v1/instances/gpu-1/explain");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("instance_id")).isEqualTo("gpu-1");
        assertThat(reply.at("at")).isEqualTo(now);
        assertThat(reply.at("state")).isEqualTo("running");
        assertThat(reply.at("signals.0.signal")).isEqualTo("gpu");
        assertThat(reply.at("signals.0.value")).isEqualTo(3.0);
        assertThat(reply.at("signals.0.threshold")).isEqualTo(8.0);
        assertThat(reply.at("signals.0.reason.text")).isEqualTo("its GPUs work at 3 %; in use from 8 %");
        assertThat(reply.at("holds.0.reason.code")).isEqualTo("kept_alive");
        assertThat(reply.at("holds.0.causes")).asInstanceOf(LIST).contains("idle", "orphan");
        assertThat(reply.at("idle.idle_after_seconds")).isEqualTo(1800.0);
        assertThat(reply.at("idle.length_seconds")).isEqualTo(0.0);
        assertThat(reply.at("idle.derived")).isNull();
        assertThat(reply.at("next.0.cause")).isEqualTo("idle");
        assertThat(reply.at("next.0.not_before")).isEqualTo(soonest);
        assertThat(reply.at("next.0.conditions.0.code")).isEqualTo("if_still_unused");
        assertThat(reply.at("budgets.0.allowed")).isEqualTo(1.0);
    }

    @Test
    void knowsNoMachineThatNobodyRegistered() {
        Reply reply = fleet.get("/api/v1/instances/gpu-7/explain");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.at("error.code")).isEqualTo("unknown_instance");
    }
}
