package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.FleetOverrides;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A machine that no provider of ours rents out: what was registered of it is put right, and it is taken out of the watch again. */
class RegistrationTest {

    private static final String BIG = "/api/v1/agent/instances/big";
    private static final String MANAGED = "/api/v1/instances/big";

    private final ServedFleet fleet = new ServedFleet(Preset.BALANCED);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void refusesAPriceThatNothingCosts() {
        Reply refused = register("1e30");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.at("error.details.field")).isEqualTo("price_usd_per_hour");
        assertThat(refused.at("error.message").toString()).contains("100000");
        assertThat(fleet.monitor.conditions()).isEmpty();
    }

    /** An hour at the wrong 400 USD reaches a cap of 10 USD a day; it cost 0.40 USD. */
    @Test
    void aCorrectedPriceTakesBackWhatTheWrongOneBooked() {
        SpendCap cap = SpendCap.ofFleet("10.00", SpendCap.Period.DAY);
        fleet.monitor.override(new FleetOverrides(null, null, null, null, List.of(cap)));
        register("400");
        fleet.time.advance(Duration.ofHours(1));
        assertThat(fleet.monitor.spending().get(0).spentUsd()).isEqualByComparingTo("400");

        Reply corrected = put(BIG, "{\"price_usd_per_hour\":0.40}");

        assertThat(corrected.status()).as(corrected.text()).isEqualTo(200);
        assertThat(fleet.monitor.spending().get(0).spentUsd()).isEqualByComparingTo("0.4");
        assertThat(fleet.get(MANAGED).at("price_usd_per_hour").toString()).isEqualTo("0.4");
        assertThat(billed()).isEqualByComparingTo("0.4");
        fleet.time.advance(Duration.ofHours(1));
        assertThat(billed()).isEqualByComparingTo("0.8");
    }

    @Test
    void aCorrectionKeepsWhatItDoesNotName() {
        register("0.40");

        put(BIG, "{\"name\":\"lab\"}");
        assertThat(fleet.get(MANAGED).at("name")).isEqualTo("lab");
        assertThat(fleet.get(MANAGED).at("price_usd_per_hour").toString()).isEqualTo("0.4");

        put(BIG, "{\"price_usd_per_hour\":0.5}");
        assertThat(fleet.get(MANAGED).at("name")).isEqualTo("lab");
    }

    @Test
    void whatAProviderTellsIsNotCorrected() {
        fleet.rent("big");

        Reply refused = put(BIG, "{\"price_usd_per_hour\":0.5}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.message").toString()).contains("simulated");
        assertThat(fleet.get(MANAGED).at("price_usd_per_hour").toString()).isEqualTo("0.4");
    }

    @Test
    void registeringAgainSaysHowToCorrectIt() {
        register("0.40");

        Reply taken = register("0.50");

        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.at("error.message").toString()).contains("PUT " + BIG);
    }

    @Test
    void takesAMachineOutOfTheWatchOnItsNameAlone() {
        register("0.40");
        fleet.time.advance(Duration.ofHours(1));
        assertThat(fleet.delete(MANAGED).at("error.code")).isEqualTo("confirmation_required");

        Reply gone = fleet.delete(MANAGED + "?confirm=big");
        fleet.time.advance(Duration.ofHours(1));

        assertThat(gone.status()).as(gone.text()).isEqualTo(202);
        assertThat(fleet.get(MANAGED).at("state")).isEqualTo("deleted");
        assertThat(fleet.get("/api/v1/instances").at("count").toString()).startsWith("0");
        assertThat(fleet.get("/api/v1/operations").at("count").toString()).startsWith("0");
        assertThat(billed()).isEqualByComparingTo("0.4");
        assertThat(put(BIG, "{\"price_usd_per_hour\":0.5}").status()).isEqualTo(409);
    }

    /** Its agent may not know of that: what it says starts nothing, and costs nothing. */
    @Test
    void heartbeatsOfWhatIsWatchedNoMoreBringNothingBack() {
        register("0.40");
        fleet.delete(MANAGED + "?confirm=big&data_loss=accept");
        fleet.time.advance(Duration.ofMinutes(1));

        for (int minute = 0; minute < 60; minute++) {
            fleet.post("/api/agent/status", "{\"instance_id\":\"big\",\"gpu_utilization\":0}");
            fleet.time.advance(Duration.ofMinutes(1));
        }

        assertThat(fleet.get(MANAGED).at("state")).isEqualTo("deleted");
        assertThat(billed()).isZero();
    }

    @Test
    void aLegalHoldKeepsItOnRecord() {
        register("0.40");
        fleet.monitor.holdLegally(MachineId.of("big"), "case 7");

        Reply refused = fleet.delete(MANAGED + "?confirm=big&data_loss=accept");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.message").toString()).contains("case 7");
    }

    /** The books of an id go on, whoever has it; nothing else does. */
    @Test
    void theSameIdIsRegisteredAnewUnderThePriceThatIsNamedThen() {
        register("0.40");
        fleet.time.advance(Duration.ofHours(1));
        fleet.delete(MANAGED + "?confirm=big");
        fleet.time.advance(Duration.ofHours(1));

        assertThat(register("2").status()).isEqualTo(201);
        fleet.time.advance(Duration.ofHours(1));

        assertThat(fleet.get(MANAGED).at("state")).isEqualTo("running");
        assertThat(billed()).isEqualByComparingTo("2.4");
    }

    private Reply register(String price) {
        return fleet.post("/api/v1/agent/instances", "{\"instance_id\":\"big\",\"price_usd_per_hour\":" + price + "}");
    }

    private Reply put(String target, String body) {
        return fleet.send(
                "PUT",
                target,
                body,
                Map.of("Authorization", "Bearer " + ServedFleet.USER_TOKEN, "Content-Type", "application/json"));
    }

    private BigDecimal billed() {
        return fleet.monitor
                .machine(MachineId.of("big"))
                .orElseThrow()
                .account()
                .billedUsd();
    }
}
