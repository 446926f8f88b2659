package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MarketRoutesTest {

    private static final String INSTANCES = "/api/v1/instances";
    private static final String CHEAPEST =
            "{\"gpu\":\"RTX 4090\",\"name\":\"trainer\",\"labels\":{\"team\":\"vision\"}}";

    private final ServedFleet fleet = new ServedFleet(Preset.BALANCED);

    @BeforeEach
    void offer() {
        put("dear", "0.60", "EU");
        put("cheap", "0.40", "US");
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void listsWhatFitsTheCheapestFirst() {
        Reply all = fleet.get("/api/v1/offers?gpu=RTX%204090&disk_gb=100");

        assertThat(all.status()).isEqualTo(200);
        assertThat(all.at("offers.0.id")).isEqualTo("cheap");
        assertThat(all.at("offers.0.gpu.name")).isEqualTo("RTX 4090");
        assertThat(all.at("offers.0.region")).isEqualTo("US");
        assertThat(all.at("offers.0.price_usd_per_hour").toString()).isIn("0.4", "0.40");
        assertThat(all.at("offers.1.id")).isEqualTo("dear");
        assertThat(all.at("count").toString()).startsWith("2");
        assertThat(fleet.get("/api/v1/offers?region=EU").at("offers.0.id")).isEqualTo("dear");
        assertThat(fleet.get("/api/v1/offers?max_price_usd_per_hour=0.39")
                        .at("count")
                        .toString())
                .startsWith("0");
        assertThat(fleet.get("/api/v1/offers?limit=1").at("count").toString()).startsWith("1");
        assertThat(fleet.get("/api/v1/offers?spot=true").at("count").toString()).startsWith("0");
    }

    @Test
    void createsTheCheapestThatFits() {
        Reply created = create(CHEAPEST);

        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(created.at("name")).isEqualTo("trainer");
        assertThat(created.at("labels.team")).isEqualTo("vision");
        assertThat(created.at("state")).isEqualTo("starting");
        MachineId id = MachineId.of(created.at("id").toString());
        assertThat(fleet.cloud.billedUsd(id)).isNotNull();
        assertThat(fleet.monitor.machine(id).orElseThrow().condition().isClaimed())
                .isTrue();
        assertThat(fleet.get(INSTANCES + "/" + id).at("price_usd_per_hour").toString())
                .isIn("0.4", "0.40");
    }

    @Test
    void createsByAnOffer() {
        Reply created = create("{\"offer_id\":\"dear\"}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.at("price_usd_per_hour").toString()).isIn("0.6", "0.60");
    }

    @Test
    void saysThatAnOfferIsGoneAndRentsNoOther() {
        Reply refused = create("{\"offer_id\":\"gone\"}");

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.at("error.code")).isEqualTo("unknown_offer");
        assertThat(fleet.cloud.machines()).isEmpty();
    }

    @Test
    void saysWhichWishLeavesNothingAndWhatThereIsWithoutIt() {
        Reply refused = create("{\"gpu\":\"RTX 4090\",\"region\":\"EU\",\"max_price_usd_per_hour\":0.59}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("no_offer");
        assertThat(refused.at("error.message").toString())
                .contains("1 x RTX 4090", "on demand", "50 GB", "in EU", "at most 0.59 USD/h")
                .contains("at any price: 1 offer from 0.60 USD/h", "in any region: 1 offer from 0.40 USD/h");
        assertThat(refused.at("error.details"))
                .isEqualTo(Map.of("without_max_price_usd_per_hour", "0.60", "without_region", "0.40"));
        assertThat(fleet.cloud.machines()).isEmpty();
        assertThat(create("{\"gpu\":\"RTX 4090\",\"region\":\"EU\",\"max_price_usd_per_hour\":0.60}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void saysThatNoSingleWishIsToBlame() {
        Reply refused =
                create("{\"gpu\":\"RTX 4090\",\"region\":\"ASIA\",\"disk_gb\":70,\"max_price_usd_per_hour\":0.18}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("no_offer");
        assertThat(refused.at("error.message").toString())
                .contains("70 GB", "in ASIA", "0.18 USD/h", "give up more than one");
        assertThat(refused.at("error.details")).isEqualTo(Map.of());
        assertThat(fleet.cloud.machines()).isEmpty();
    }

    @Test
    void saysThatAnOfferCostsMoreByNow() {
        Reply refused = create("{\"offer_id\":\"dear\",\"max_price_usd_per_hour\":0.59}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("offer_too_dear");
        assertThat(refused.at("error.message").toString()).contains("dear", "0.60 USD/h", "0.59");
        assertThat(refused.at("error.details"))
                .isEqualTo(Map.of("field", "max_price_usd_per_hour", "price_usd_per_hour", "0.60"));
        assertThat(fleet.cloud.machines()).isEmpty();
        assertThat(create("{\"offer_id\":\"dear\",\"max_price_usd_per_hour\":0.60}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void createsOnceUnderAnIdempotencyKey() {
        Reply first = create(CHEAPEST, "key-1");
        Reply again = create(CHEAPEST, "key-1");
        Reply other = create(CHEAPEST, "key-2");

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(other.at("id")).isNotEqualTo(first.at("id"));
        assertThat(fleet.cloud.machines()).hasSize(2);
        assertThat(create("{\"gpu\":\"RTX 3090\"}", "key-1").status()).isEqualTo(422);
    }

    /** A process that knows no reply of the one before it: the machine itself carries which key it was rented under. */
    @Test
    void findsTheMachineOfItsKeyInAProcessThatNeverHeardOfIt() {
        Reply first = create(CHEAPEST, "key-1");
        ApiEndpoint other = MachinesEndpoint.builder(fleet.monitor)
                .userToken(ServedFleet.USER_TOKEN)
                .build();

        ApiResponse again = other.handle(ApiRequest.of("POST", INSTANCES)
                        .withHeader("Authorization", "Bearer " + ServedFleet.USER_TOKEN)
                        .withHeader("Idempotency-Key", "key-1")
                        .withBody(Tokens.utf8(CHEAPEST)))
                .join();

        assertThat(again.status()).isEqualTo(201);
        assertThat(Json.at(Json.read(new String(again.body(), StandardCharsets.UTF_8)), "id"))
                .isEqualTo(first.at("id"));
        assertThat(fleet.cloud.machines()).hasSize(1);
    }

    @Test
    void carriesTheTokenThatItsCallerDrew() {
        Reply created = fleet.post(INSTANCES, "{\"gpu\":\"RTX 4090\",\"rental_token\":\"mine0000\"}");

        assertThat(created.at("labels." + MachineProvider.RENTAL_LABEL)).isEqualTo("mine0000");
        assertThat(fleet.post(INSTANCES, "{\"gpu\":\"RTX 4090\",\"rental_token\":\"mine0000\"}")
                        .at("id"))
                .isEqualTo(created.at("id"));
    }

    @Test
    void rentsAnewEachTimeWithoutAKey() {
        Reply first = fleet.post(INSTANCES, CHEAPEST);
        Reply second = fleet.post(INSTANCES, CHEAPEST);

        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.at("id")).isNotEqualTo(first.at("id"));
    }

    /** No process remembers what another one was sent; the token of the rental tells. */
    @Test
    void refusesAnotherBodyUnderAKeyThatAProcessBeforeGotAnotherOneUnder() {
        Reply first = create("{\"gpu\":\"RTX 4090\",\"name\":\"first\"}", "key-1");
        ApiEndpoint other = MachinesEndpoint.builder(fleet.monitor)
                .userToken(ServedFleet.USER_TOKEN)
                .build();

        ApiResponse refused = other.handle(ApiRequest.of("POST", INSTANCES)
                        .withHeader("Authorization", "Bearer " + ServedFleet.USER_TOKEN)
                        .withHeader("Idempotency-Key", "key-1")
                        .withBody(Tokens.utf8("{\"gpu\":\"RTX 4090\",\"name\":\"second\"}")))
                .join();

        assertThat(refused.status()).isEqualTo(422);
        assertThat(Json.at(Json.read(new String(refused.body(), StandardCharsets.UTF_8)), "error.code"))
                .isEqualTo("idempotency_key_reused");
        assertThat(fleet.cloud.machines()).hasSize(1);
        assertThat(fleet.get(INSTANCES + "/" + first.at("id")).at("name")).isEqualTo("first");
    }

    @Test
    void setsWhatItsOwnerWantsOfIt() {
        Reply created = fleet.post(
                INSTANCES,
                "{\"gpu\":\"RTX 4090\",\"settings\":{\"hibernation\":{\"enabled\":true,\"idle_minutes\":17}}}");

        assertThat(created.status()).as(created.text()).isEqualTo(201);
        Reply settings = fleet.get(INSTANCES + "/" + created.at("id") + "/settings");
        assertThat(settings.at("hibernation.idle_minutes")).isEqualTo(17.0);
    }

    @Test
    void rentsNothingUnderSettingsThatCannotBe() {
        Reply refused =
                fleet.post(INSTANCES, "{\"gpu\":\"RTX 4090\",\"settings\":{\"hibernation\":{\"idle_minutes\":61}}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.at("error.details.field")).isEqualTo("hibernation.idle_minutes");
        assertThat(fleet.cloud.machines()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"NETWORK", "SERVER_ERROR", "TIMEOUT_BEFORE_EFFECT"})
    void saysThatItIsTheProviderThatFails(Fault fault) {
        fleet.cloud.faults().next(Operation.SEARCH_OFFERS, fault);

        Reply failed = fleet.get("/api/v1/offers");

        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.at("error.code")).isEqualTo("unavailable");
        assertThat(failed.at("error.message").toString()).contains("the provider failed", fleet.cloud.name());
        assertThat(failed.header("Retry-After")).isEqualTo("5");
        assertThat(fleet.get("/api/v1/offers").status()).isEqualTo(200);
    }

    @Test
    void saysThatTheAccountIsEmpty() {
        fleet.cloud.faults().next(Operation.RENT, Fault.NO_CREDIT);

        Reply refused = create(CHEAPEST);

        assertThat(refused.status()).isEqualTo(402);
        assertThat(refused.at("error.code")).isEqualTo("insufficient_credit");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"gpu\":\"A\",\"disk_gb\":49}', 422, disk_gb",
        "'{\"gpu\":\"A\",\"disk_gb\":1001}', 422, disk_gb",
        "'{\"gpu\":\"A\",\"disk_gb\":50.5}', 400, disk_gb",
        "'{\"gpu\":\"A\",\"disk_gb\":\"large\"}', 400, disk_gb",
        "'{\"gpu\":\"A\",\"num_gpus\":-1}', 422, num_gpus",
        "'{\"gpu\":\"A\",\"num_gpus\":65}', 422, num_gpus",
        "'{\"gpu\":\"A\",\"max_price_usd_per_hour\":-0.1}', 422, max_price_usd_per_hour",
        "'{\"gpu\":\"A\",\"max_price_usd_per_hour\":true}', 400, max_price_usd_per_hour",
        "'{\"gpu\":\"A\",\"spot\":\"yes\"}', 400, spot",
        "'{\"gpu\":\"A\",\"bid_usd_per_hour\":0.1}', 422, bid_usd_per_hour",
        "'{\"gpu\":\"\"}', 422, gpu",
        "'{\"gpu\":\"A\",\"num_gpus\":0}', 422, num_gpus",
        "'{\"gpu\":[1]}', 400, gpu",
        "'{\"gpu\":\"A\",\"name\":\" \"}', 422, name",
        "'{\"gpu\":\"A\",\"labels\":{\"Team\":\"a\"}}', 422, labels",
        "'{\"gpu\":\"A\",\"labels\":{\"team\":\"a b\"}}', 422, labels",
        "'{\"gpu\":\"A\",\"labels\":{\"dumont-rental\":\"mine0000\"}}', 422, labels",
        "'{\"gpu\":\"A\",\"labels\":[]}', 400, labels",
        "'{\"gpu\":\"A\",\"rental_token\":\"short\"}', 422, rental_token",
        "'{\"gpu\":\"A\",\"tcp_ports\":[0]}', 422, tcp_ports",
        "'{\"gpu\":\"A\",\"tcp_ports\":[65536]}', 422, tcp_ports",
        "'{\"gpu\":\"A\",\"environment\":{\"A B\":\"c\"}}', 422, environment",
        "'{\"gpu\":\"A\",\"settings\":[]}', 400, settings",
        "'{\"gpu\":\"A\",\"disk_gb\":\"50\"}', 400, disk_gb",
        "'{\"gpu\":\"A\",\"num_gpus\":\"1\"}', 400, num_gpus",
        "'{\"gpu\":\"A\",\"max_price_usd_per_hour\":\"0.4\"}', 400, max_price_usd_per_hour",
        "'{\"gpu\":\"A\",\"image\":\"; rm -rf /\"}', 422, image",
        "'{\"gpu\":\"A\",\"image\":\"Team/Train\"}', 422, image",
        "'{\"gpu\":\"A\",\"ssh_public_key\":\"k\"}', 422, ssh_public_key",
        "'{}', 400, gpu"
    })
    void refusesWhatCannotBeOrdered(String body, int status, String field) {
        Reply refused = fleet.post(INSTANCES, body);

        assertThat(refused.status()).as(refused.text()).isEqualTo(status);
        assertThat(refused.at("error.details.field")).isEqualTo(field);
        assertThat(refused.at("error.message").toString()).contains(field);
        assertThat(fleet.cloud.machines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "disk_gb=49, 422, disk_gb",
        "disk_gb=50, 200, ",
        "disk_gb=1000, 200, ",
        "disk_gb=1001, 422, disk_gb",
        "num_gpus=x, 400, num_gpus",
        "limit=0, 422, limit",
        "limit=500, 200, ",
        "limit=501, 422, limit",
        "min_reliability=1, 200, ",
        "min_reliability=1.1, 422, min_reliability",
        "min_gpu_memory_mb=0, 422, min_gpu_memory_mb",
        "spot=1, 400, spot",
        "max_price_usd_per_hour=1e3, 400, max_price_usd_per_hour",
        "region=, 422, region"
    })
    void searchesWithinRangesOnly(String query, int status, String field) {
        Reply reply = fleet.get("/api/v1/offers?" + query);

        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        if (field != null) {
            assertThat(reply.at("error.details.field")).isEqualTo(field);
        }
    }

    @Test
    void saysThatNobodyTellsTheBalance() {
        Reply refused = fleet.get("/api/v1/balance");

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.at("error.code")).isEqualTo("no_balance");
    }

    @Test
    void setsALabelAtTheProviderAndShowsIt() {
        fleet.rent("gpu-1");

        Reply reply = put("/api/v1/instances/gpu-1/labels", "{\"labels\":{\"team\":\"vision\"}}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.at("labels.team")).isEqualTo("vision");
        assertThat(fleet.cloud.read(MachineId.of("gpu-1")).orElseThrow().labels())
                .containsEntry("team", "vision");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"labels\":{}}', 400",
        "'{}', 400",
        "'{\"labels\":\"a\"}', 400",
        "'{\"labels\":{\"team\":\"a b\"}}', 422",
        "'{\"labels\":{\"dumont-rental\":\"other000\"}}', 422"
    })
    void setsNoLabelThatCannotBe(String body, int status) {
        fleet.rent("gpu-1");

        Reply refused = put("/api/v1/instances/gpu-1/labels", body);

        assertThat(refused.status()).as(refused.text()).isEqualTo(status);
        assertThat(refused.at("error.details.field")).isEqualTo("labels");
    }

    @Test
    void saysThatTheProviderNamesNoWayToLogIn() {
        fleet.rent("gpu-1");

        Reply refused = fleet.get("/api/v1/instances/gpu-1/ssh");

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.at("error.code")).isEqualTo("no_ssh");
    }

    private void put(String id, String usd, String region) {
        fleet.cloud.putOnOffer(Offer.builder(id, GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd(usd))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .region(region)
                .reliability(1.0)
                .build());
    }

    private Reply put(String target, String body) {
        return fleet.send("PUT", target, body, Map.of("Authorization", "Bearer " + ServedFleet.USER_TOKEN));
    }

    private Reply create(String body) {
        return create(body, "the-one-key");
    }

    private Reply create(String body, String key) {
        return fleet.send(
                "POST",
                INSTANCES,
                body,
                Map.of("Authorization", "Bearer " + ServedFleet.USER_TOKEN, "Idempotency-Key", key));
    }
}
