package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.advisor.WizardAnswer;
import com.dumontcloud.sdk.core.advisor.WizardRequest;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Task;
import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.client.MachinesApi;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.ManagedMachine;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WizardRoutesTest {

    private static final String RECOMMEND = "/api/v1/wizard/recommend";
    private static final String ACCEPT = "/api/v1/wizard/accept";

    private final ServedFleet fleet = new ServedFleet(Preset.BALANCED);
    private final DumontClient client = DumontClient.create(
            ClientOptions.builder(fleet.server.uri().toString(), CredentialSource.of(ServedFleet.USER_TOKEN))
                    .build());

    @BeforeEach
    void offer() {
        put("small", "RTX 4090", 24_564, "0.40", "US");
        put("large", "A100 SXM4", 81_920, "1.10", "EU");
    }

    @AfterEach
    void close() {
        client.close();
        fleet.close();
    }

    @Test
    void goesFromWhatIsWantedToAMachine() {
        Reply advice = ask("Quero servir o Llama 3 8B por 10 horas", "\"language\":\"pt-BR\"");

        assertThat(advice.status()).isEqualTo(200);
        assertThat(advice.at("recommendation.offer.id")).isEqualTo("small");
        assertThat(advice.at("recommendation.estimate.vram_gb_likely").toString())
                .isEqualTo("18.2");
        assertThat(advice.at("recommendation.estimate.usd_total").toString()).isEqualTo("4.0");
        assertThat(advice.at("alternatives.0.offer.id")).isEqualTo("large");
        assertThat(advice.at("workload.task")).isEqualTo("serve");
        assertThat(advice.at("workload.model")).isEqualTo("Llama 3 8B");
        assertThat(advice.at("memory.0.calculation")).isEqualTo("8,03 bilhões de parâmetros × 2 bytes = 14,96 GiB");
        assertThat(advice.text()).contains("Qualquer região");

        Reply machine = accept(advice.at("recommendation.id").toString(), "chat");

        assertThat(machine.status()).isEqualTo(201);
        assertThat(machine.at("name")).isEqualTo("chat");
        assertThat(machine.at("gpu.name")).isEqualTo("RTX 4090");
        assertThat(machine.at("created_at")).isEqualTo("2025-12-19T00:00:00Z");
        String metrics = "/api/v1/instances/" + machine.at("id") + "/metrics?gpu=";
        assertThat(fleet.get(metrics + "0").status()).isEqualTo(200);
        assertThat(fleet.get(metrics + "1").status()).as("it has one GPU").isEqualTo(422);
        fleet.time.advance(Duration.ofMinutes(10));
        assertThat(fleet.get("/api/v1/instances/" + machine.at("id")).at("state"))
                .isEqualTo("running");
    }

    @Test
    void rentsOnceHoweverOftenARecommendationIsAccepted() {
        String id = ask("serve Llama 3 8B", null).at("recommendation.id").toString();

        Reply first = accept(id, "chat");
        Reply second = accept(id, "chat");

        assertThat(second.at("id")).isEqualTo(first.at("id"));
        assertThat(fleet.cloud.list().machines()).hasSize(1);
    }

    @Test
    void aRecommendationThatIsAcceptedUnderAnotherNameRenamesNothing() {
        String id = ask("serve Llama 3 8B", null).at("recommendation.id").toString();
        Reply first = accept(id, "chat");

        Reply second = accept(id, "other");

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.at("error.message").toString()).contains("\"chat\"");
        assertThat(fleet.get("/api/v1/instances/" + first.at("id")).at("name")).isEqualTo("chat");
    }

    @Test
    void asksInsteadOfGuessing() {
        Reply reply = ask("I need a machine", null);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("recommendation")).isNull();
        assertThat(reply.at("questions.0.field")).isEqualTo("task");
        assertThat(reply.at("questions.0.required")).isEqualTo(true);
        assertThat(reply.at("questions.1.field")).isEqualTo("model");
    }

    @Test
    void goesByTheRegionAndTheBudgetBesideTheDescription() {
        assertThat(ask("serve Llama 3 8B in the US", "\"region\":\"EU\"").at("recommendation.offer.id"))
                .isEqualTo("large");
        assertThat(ask("serve Llama 3 8B", "\"budget_usd_per_hour\":0.39").at("recommendation"))
                .isNull();
        assertThat(ask("serve Llama 3 8B", "\"budget_usd_per_hour\":0.40").at("recommendation.offer.id"))
                .isEqualTo("small");
    }

    @Test
    void rentsNothingForMoreThanWasShown() {
        String id = ask("serve Llama 3 8B", null).at("recommendation.id").toString();
        put("small", "RTX 4090", 24_564, "0.41", "US");

        Reply reply = accept(id, "chat");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.at("error.code")).isEqualTo("offer_too_dear");
        assertThat(reply.at("error.details.price_usd_per_hour")).isEqualTo("0.41");
        assertThat(fleet.cloud.list().machines()).isEmpty();
    }

    @Test
    void saysThatTheAccountIsEmpty() {
        String id = ask("serve Llama 3 8B", null).at("recommendation.id").toString();
        fleet.cloud.faults().next(Operation.RENT, Fault.NO_CREDIT);

        Reply refused = accept(id, "chat");

        assertThat(refused.status()).isEqualTo(402);
        assertThat(refused.at("error.code")).isEqualTo("insufficient_credit");
        assertThat(fleet.cloud.list().machines()).isEmpty();
    }

    @Test
    void remembersARecommendationForHalfAnHour() {
        String first = ask("serve Llama 3 8B", null).at("recommendation.id").toString();
        fleet.time.advance(Duration.ofMinutes(30).minusSeconds(1));
        assertThat(accept(first, "chat").status()).isEqualTo(201);

        String second = ask("serve Llama 3 8B", null).at("recommendation.id").toString();
        fleet.time.advance(Duration.ofMinutes(30));
        Reply late = accept(second, "late");

        assertThat(late.status()).isEqualTo(404);
        assertThat(late.at("error.code")).isEqualTo("unknown_recommendation");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                             | 400 | description
            {"description":7,"region":7}                                   | 422 | region
            {"description":" "}                                            | 422 | description
            {"description":"x","budget_usd_per_hour":-1}                   | 422 | budget_usd_per_hour
            {"description":"x","budget_usd_per_hour":"cheap"}              | 400 | budget_usd_per_hour
            {"description":"x","region":"Atlantis"}                        | 422 | region
            """)
    void refusesWhatItCannotGoBy(String body, int status, String field) {
        Reply reply = fleet.post(RECOMMEND, body);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.at("error.details.field")).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource({"4000,200", "4001,422"})
    void readsDescriptionsOfALength(int length, int status) {
        assertThat(ask("x".repeat(length), null).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name":"chat"}                                | 400 | recommendation_id
            {"recommendation_id":"r"}                      | 400 | name
            {"recommendation_id":"r","name":" "}           | 422 | name
            {"recommendation_id":" ","name":"chat"}        | 422 | recommendation_id
            """)
    void acceptsWhatIsNamedOnly(String body, int status, String field) {
        Reply reply = fleet.post(ACCEPT, body);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.at("error.details.field")).isEqualTo(field);
    }

    @Test
    void isSpokenToByTheTypedClient() {
        MachinesApi machines = client.machines();

        WizardAnswer answer = machines.recommend(new WizardRequest(
                "fine-tune Llama 3 8B with QLoRA on 10k examples", HourlyRate.ofUsd("2"), "US", Locale.ENGLISH));
        ManagedMachine machine = machines.accept(answer.recommendation(), "tuner");

        assertThat(answer.workload().task()).isEqualTo(Task.FINE_TUNE);
        assertThat(answer.workload().items()).isEqualTo(10_000);
        assertThat(answer.recommendation().offer().id()).isEqualTo("small");
        assertThat(answer.recommendation().estimate().rate()).isEqualTo(HourlyRate.ofUsd("0.40"));
        assertThat(answer.recommendation().reasons()).isNotEmpty();
        assertThat(answer.memory())
                .extracting(WizardAnswer.MemoryTerm::name)
                .contains("Weights", "Logits and their gradients");
        assertThat(answer.assumptions()).isNotEmpty();
        assertThat(machine.machine().name()).isEqualTo("tuner");
        assertThatThrownBy(() -> machines.recommend(WizardRequest.of(" ")))
                .isInstanceOfSatisfying(
                        DumontException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST));
    }

    @Test
    void tellsWhatDoesNotFit() {
        Reply reply = ask("full fine-tuning of Llama 3 8B", null);

        assertThat(reply.at("recommendation")).isNull();
        assertThat(List.of(reply.at("does_not_fit.0.machines"), reply.at("does_not_fit.1.machines")))
                .containsExactlyInAnyOrder("1 x RTX 4090", "1 x A100 SXM4");
    }

    private Reply ask(String description, String more) {
        return fleet.post(
                RECOMMEND, "{\"description\":\"" + description + "\"" + (more == null ? "" : "," + more) + "}");
    }

    private Reply accept(String id, String name) {
        return fleet.post(ACCEPT, "{\"recommendation_id\":\"" + id + "\",\"name\":\"" + name + "\"}");
    }

    private void put(String id, String gpu, long memoryMib, String usd, String region) {
        fleet.cloud.putOnOffer(Offer.builder(id, new GpuSpec(gpu, 1, memoryMib), HourlyRate.ofUsd(usd))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .region(region)
                .build());
    }
}
