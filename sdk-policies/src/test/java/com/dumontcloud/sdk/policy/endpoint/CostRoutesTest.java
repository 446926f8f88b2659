package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code GET /instances/{id}/costs} says of spot and on demand. */
class CostRoutesTest {

    private final ServedFleet fleet = new ServedFleet(Preset.BALANCED);

    @AfterEach
    void close() {
        fleet.close();
    }

    /** 0.40 on demand and 0.25 spot: (0.40 - 0.25) / 0.40 = 37.5 %. */
    @Test
    void setsAMachineOnDemandBesideTheCheapestSpotMachineLikeIt() {
        put("mine", "0.40", "US", false);
        put("like-it", "0.25", "US", true);
        put("dearer", "0.30", "US", true);
        put("elsewhere", "0.10", "EU", true);

        Reply costs = fleet.get("/api/v1/instances/" + rent("mine", false) + "/costs");

        assertThat(costs.status()).isEqualTo(200);
        assertThat(usd(costs, "on_demand_usd_per_hour")).isEqualByComparingTo("0.40");
        assertThat(usd(costs, "spot_usd_per_hour")).isEqualByComparingTo("0.25");
        assertThat(usd(costs, "spot_saving_percent")).isEqualByComparingTo("37.5");
    }

    @Test
    void setsASpotMachineBesideTheCheapestOnDemandLikeIt() {
        put("mine", "0.20", "US", true);
        put("like-it", "0.50", "US", false);

        Reply costs = fleet.get("/api/v1/instances/" + rent("mine", true) + "/costs");

        assertThat(usd(costs, "spot_usd_per_hour")).isEqualByComparingTo("0.20");
        assertThat(usd(costs, "on_demand_usd_per_hour")).isEqualByComparingTo("0.50");
        assertThat(usd(costs, "spot_saving_percent")).isEqualByComparingTo("60");
    }

    @Test
    void leavesOutWhatTheProviderNamesNoPriceOf() {
        put("mine", "0.40", "US", false);

        Reply costs = fleet.get("/api/v1/instances/" + rent("mine", false) + "/costs");

        assertThat(usd(costs, "on_demand_usd_per_hour")).isEqualByComparingTo("0.40");
        assertThat(costs.text()).doesNotContain("spot");
    }

    @Test
    void saysNothingOfAMachineOfWhichNobodySaysHowItIsRented() {
        fleet.monitor.register(MachineId.of("own"), null, HourlyRate.ofUsd("0.40"));

        Reply costs = fleet.get("/api/v1/instances/own/costs");

        assertThat(costs.status()).isEqualTo(200);
        assertThat(costs.text()).doesNotContain("spot", "on_demand");
    }

    private void put(String id, String usd, String region, boolean spot) {
        fleet.cloud.putOnOffer(Offer.builder(id, new GpuSpec("RTX 4090", 1, 24_564L), HourlyRate.ofUsd(usd))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .region(region)
                .interruptible(spot)
                .build());
    }

    private String rent(String offer, boolean spot) {
        Reply rented = fleet.post(
                "/api/v1/instances",
                "{\"name\":\"m\",\"gpu\":\"RTX 4090\",\"disk_gb\":50,\"image\":\"pytorch\",\"offer_id\":\"" + offer
                        + "\",\"rental_token\":\"abcdefgh\",\"spot\":" + spot + "}");
        assertThat(rented.status()).as(rented.text()).isEqualTo(201);
        fleet.time.advance(Duration.ofMinutes(5));
        return rented.at("id").toString();
    }

    private static BigDecimal usd(Reply costs, String field) {
        return new BigDecimal(String.valueOf(costs.at(field)));
    }
}
