package com.dumontcloud.sdk.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.advisor.WizardRequest;
import com.dumontcloud.sdk.core.error.ApiException;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineOperation;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.ManagedMachine;
import com.dumontcloud.sdk.core.model.OperationReceipt;
import com.dumontcloud.sdk.core.model.Savings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachinesApiTest {

    private static final MachineId ID = MachineId.of("28864630");
    private static final String MACHINE = "{\"id\":\"28864630\",\"name\":\"trainer\",\"labels\":{\"team\":\"vision\"},"
            + "\"provider\":\"vast\",\"state\":\"running\",\"state_reason\":\"success\",\"gpu\":{\"name\":\"RTX 4090\","
            + "\"count\":2,\"memory_mb\":24564},\"region\":\"US\",\"image\":\"pytorch\",\"disk_gb\":100,\"spot\":false,"
            + "\"price_usd_per_hour\":0.40,\"stopped_price_usd_per_hour\":0.01,"
            + "\"created_at\":\"2026-01-31T10:00:00Z\",\"health\":\"healthy\",\"activity\":\"idle\","
            + "\"claimed\":false,\"hibernate_in_seconds\":120}";
    private static final String OPERATION = "{\"id\":\"28864630:7\",\"instance_id\":\"28864630\",\"kind\":\"stop\","
            + "\"phase\":\"intended\",\"cause\":\"person\",\"reason\":\"its owner wants it\"}";
    private static final String RECEIPT = "{\"operation\":" + OPERATION + ",\"instance\":" + MACHINE + "}";

    private TestPlane plane;

    @BeforeEach
    void start() {
        plane = new TestPlane();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void readsOneMachine() throws Exception {
        plane.answer(200, MACHINE);

        ManagedMachine machine = machines().machine(ID);

        RecordedRequest request = plane.taken();
        assertThat(request.getMethod()).isEqualTo("GET");
        assertThat(request.getTarget()).isEqualTo("/api/v1/instances/28864630");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + TestPlane.TOKEN);
        assertThat(machine.id()).isEqualTo(ID);
        assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
        assertThat(machine.machine().name()).isEqualTo("trainer");
        assertThat(machine.machine().labels()).isEqualTo(Map.of("team", "vision"));
        assertThat(machine.machine().provider()).isEqualTo("vast");
        assertThat(machine.machine().stateReason()).isEqualTo("success");
        assertThat(machine.machine().gpu()).isEqualTo(new GpuSpec("RTX 4090", 2, 24_564L));
        assertThat(machine.machine().region()).isEqualTo("US");
        assertThat(machine.machine().runningRate()).isEqualByComparingTo(HourlyRate.ofUsd("0.40"));
        assertThat(machine.machine().parkedRate()).isEqualByComparingTo(HourlyRate.ofUsd("0.01"));
        assertThat(machine.machine().createdAt()).isEqualTo(Instant.parse("2026-01-31T10:00:00Z"));
        assertThat(machine.health()).isEqualTo("healthy");
        assertThat(machine.activity()).isEqualTo("idle");
        assertThat(machine.claimed()).isFalse();
        assertThat(machine.hibernateIn()).isEqualTo(Duration.ofSeconds(120));
        assertThat(machine.openOperation()).isEmpty();
    }

    @Test
    void keepsAbsentWhatIsNotSaid() {
        plane.answer(200, "{\"id\":7,\"state\":\"teleporting\",\"price_usd_per_hour\":null,\"gpu\":null}");

        ManagedMachine machine = machines().machine(MachineId.of("7"));

        assertThat(machine.id()).isEqualTo(MachineId.of("7"));
        assertThat(machine.state()).isEqualTo(MachineState.UNKNOWN);
        assertThat(machine.machine().name()).isEqualTo("7");
        assertThat(machine.machine().labels()).isEmpty();
        assertThat(machine.machine().gpu()).isNull();
        assertThat(machine.machine().runningRate()).isNull();
        assertThat(machine.machine().createdAt()).isNull();
        assertThat(machine.health()).isNull();
        assertThat(machine.activity()).isNull();
        assertThat(machine.claimed()).isNull();
        assertThat(machine.hibernateIn()).isNull();
    }

    @Test
    void listsAllMachinesPageByPage() throws Exception {
        plane.answer(200, "{\"instances\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"page\":1,\"per_page\":2,\"total\":3}");
        plane.answer(200, "{\"instances\":[{\"id\":\"c\"}],\"page\":2,\"per_page\":2,\"total\":3}");
        List<String> ids = new ArrayList<>();

        machines().machines("running").forEach(machine -> ids.add(machine.id().value()));

        assertThat(ids).containsExactly("a", "b", "c");
        assertThat(plane.taken().getTarget()).isEqualTo("/api/v1/instances?page=1&per_page=100&status=running");
        assertThat(plane.taken().getTarget()).isEqualTo("/api/v1/instances?page=2&per_page=100&status=running");
    }

    @Test
    void doesNotTakeAPageForAnother() {
        plane.answer(200, "{\"instances\":[],\"page\":1,\"per_page\":100,\"total\":300}");

        assertThatThrownBy(() -> machines().page(null, 2, 100)).hasMessageContaining("page 1 came back");
    }

    @ParameterizedTest
    @CsvSource({"0,1", "-1,1", "1,0", "1,501"})
    void refusesAPageThatCannotBe(int page, int perPage) {
        assertThatThrownBy(() -> machines().page(null, page, perPage)).isInstanceOf(IllegalArgumentException.class);
        assertThat(plane.requests()).isZero();
    }

    static List<Arguments> commands() {
        return List.of(
                command("start", MachinesApi::start),
                command("stop", MachinesApi::stop),
                command("hibernate", MachinesApi::hibernate),
                command("wake", MachinesApi::wake));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void givesACommand(String path, BiFunction<MachinesApi, MachineId, OperationReceipt> command) throws Exception {
        plane.answer(202, RECEIPT);

        OperationReceipt receipt = command.apply(machines(), ID);

        RecordedRequest request = plane.taken();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo("/api/v1/instances/28864630/" + path);
        assertThat(request.getHeaders().get("Idempotency-Key")).isNotBlank();
        assertThat(receipt.operation())
                .isEqualTo(new MachineOperation("28864630:7", ID, "stop", "intended", "person", "its owner wants it"));
        assertThat(receipt.machine().id()).isEqualTo(ID);
    }

    @Test
    void repeatsACommandUnderItsKeyOnly() throws Exception {
        plane.answer(503, "{}").answer(202, RECEIPT);

        machines().stop(ID);

        String first = plane.taken().getHeaders().get("Idempotency-Key");
        assertThat(plane.taken().getHeaders().get("Idempotency-Key"))
                .isNotBlank()
                .isEqualTo(first);
    }

    /** It is a search of a whole market, which takes longest just where it fails. */
    @Test
    void asksForARecommendationOnce() {
        plane.answer(503, "{}").answer(503, "{}");

        assertThatThrownBy(() -> machines().recommend(WizardRequest.of("serve a 7B")))
                .isInstanceOf(DumontException.class);

        assertThat(plane.requests()).isOne();
    }

    @Test
    void destroysUnderItsNameOnly() throws Exception {
        plane.answer(202, RECEIPT).answer(202, RECEIPT);

        machines().destroy(ID, "train er&1");
        machines().destroyWithItsData(ID, "trainer");

        RecordedRequest careful = plane.taken();
        assertThat(careful.getMethod()).isEqualTo("DELETE");
        assertThat(careful.getUrl().encodedPath()).isEqualTo("/api/v1/instances/28864630");
        assertThat(careful.getUrl().queryParameter("confirm")).isEqualTo("train er&1");
        assertThat(careful.getUrl().queryParameter("data_loss")).isNull();
        RecordedRequest careless = plane.taken();
        assertThat(careless.getUrl().queryParameter("confirm")).isEqualTo("trainer");
        assertThat(careless.getUrl().queryParameter("data_loss")).isEqualTo("accept");
    }

    @Test
    void saysWhyNothingIsDestroyed() {
        plane.answer(
                409,
                "{\"error\":{\"code\":\"snapshot_required\",\"message\":\"no snapshot\",\"details\":{}},\"request_id\":\"r\"}");

        assertThatThrownBy(() -> machines().destroy(ID, "trainer"))
                .isInstanceOfSatisfying(ApiException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.CONFLICT);
                    assertThat(failure.code()).isEqualTo("snapshot_required");
                });
    }

    @Test
    void claimsAMachine() throws Exception {
        plane.answer(200, MACHINE);

        assertThat(machines().claim(ID).id()).isEqualTo(ID);

        RecordedRequest request = plane.taken();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo("/api/v1/instances/28864630/claim");
    }

    @Test
    void explainsAMachineInTheControlPlanesOwnWords() throws Exception {
        plane.answer(200, "{\"next\":\"nothing\"}");

        assertThat(machines().explain(ID)).isEqualTo("{\"next\":\"nothing\"}");
        assertThat(plane.taken().getTarget()).isEqualTo("/api/v1/instances/28864630/explain");
    }

    @Test
    void listsWhatWaitsForAPerson() throws Exception {
        plane.answer(
                200,
                "{\"operations\":[" + OPERATION + "," + OPERATION.replace("intended", "needs_human")
                        + "],\"count\":2}");

        List<MachineOperation> open = machines().openOperations();

        assertThat(plane.taken().getTarget()).isEqualTo("/api/v1/operations?open=true");
        assertThat(open).extracting(MachineOperation::needsHuman).containsExactly(false, true);
    }

    @Test
    void readsWhatWasSaved() throws Exception {
        plane.answer(
                200,
                "{\"saved_usd\":12.5,\"wasted_idle_usd\":0.40,\"instances\":[{\"instance_id\":\"28864630\","
                        + "\"saved_usd\":12.5,\"wasted_idle_usd\":0.40}]}");

        Savings savings = machines().savings();

        assertThat(plane.taken().getTarget()).isEqualTo("/api/v1/savings");
        assertThat(savings.savedUsd()).isEqualByComparingTo("12.5");
        assertThat(savings.machines())
                .singleElement()
                .satisfies(one -> assertThat(one.wastedIdleUsd()).isEqualByComparingTo("0.4"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"id\":null}",
                "{\"id\":\"a b\"}",
                "{\"id\":\"a\",\"price_usd_per_hour\":-1}",
                "{\"id\":\"a\",\"price_usd_per_hour\":\"free\"}",
                "{\"id\":\"a\",\"labels\":7}",
                "{\"id\":\"a\",\"gpu\":{\"name\":\"x\",\"count\":-1}}",
                "{\"id\":\"a\",\"gpu\":{\"count\":1}}",
                "{\"id\":\"a\",\"gpu\":{\"name\":\"x\",\"memory_mb\":0}}",
                "{\"id\":\"a\",\"created_at\":\"yesterday\"}",
                "{\"id\":\"a\",\"operation\":{\"id\":\"1\"}}",
                "{\"id\":\"a\",",
            })
    void doesNotGuessAtAnAnswerItCannotRead(String json) {
        plane.answer(200, json);

        assertThatThrownBy(() -> machines().machine(ID))
                .isInstanceOfSatisfying(
                        DumontException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.INVALID_ANSWER));
    }

    private MachinesApi machines() {
        return DumontClient.create(plane.options().build()).machines();
    }

    private static Arguments command(String path, BiFunction<MachinesApi, MachineId, OperationReceipt> command) {
        return Arguments.of(path, command);
    }
}
