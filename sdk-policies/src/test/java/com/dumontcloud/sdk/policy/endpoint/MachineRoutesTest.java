package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.policy.FleetOverrides;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineRoutesTest {

    private static final MachineId ID = MachineId.of("gpu-1");

    private final ServedFleet fleet = new ServedFleet(Preset.BALANCED);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void showsAMachineWithThePricesOfRunningAndOfStopping() {
        fleet.rent("gpu-1");

        Reply reply = fleet.get("/api/v1/instances/gpu-1");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("id")).isEqualTo("gpu-1");
        assertThat(reply.at("name")).isEqualTo("gpu-1");
        assertThat(reply.at("provider")).isEqualTo("simulated");
        assertThat(reply.at("state")).isEqualTo("running");
        assertThat(reply.at("price_usd_per_hour").toString()).isIn("0.4", "0.40");
        assertThat(reply.at("stopped_price_usd_per_hour").toString()).isEqualTo("0.01");
        assertThat(reply.at("health")).isEqualTo("unknown");
        assertThat(reply.at("hibernate_in_seconds")).isNull();
        assertThat(reply.text()).doesNotContain("\"operation\"");
    }

    @Test
    void listsMachinesByPages() {
        for (int i = 1; i <= 5; i++) {
            fleet.rent("gpu-" + i);
        }

        Reply reply = fleet.get("/api/v1/instances?page=2&per_page=2");

        assertThat(reply.at("instances.0.id")).isEqualTo("gpu-3");
        assertThat(reply.at("instances.1.id")).isEqualTo("gpu-4");
        assertThat(List.of(reply.at("count"), reply.at("page"), reply.at("per_page"), reply.at("total")))
                .extracting(Object::toString)
                .extracting(text -> text.replace(".0", ""))
                .containsExactly("2", "2", "2", "5");
        assertThat(fleet.get("/api/v1/instances?page=4&per_page=2").at("count").toString())
                .startsWith("0");
    }

    @Test
    void listsByStateAndDeletedOnesOnRequestOnly() {
        fleet.rent("gpu-1");
        fleet.rent("gpu-2");
        fleet.delete("/api/v1/instances/gpu-2?confirm=gpu-2&data_loss=accept");
        fleet.time.advance(Duration.ofMinutes(30));

        assertThat(fleet.get("/api/v1/instances").text()).contains("gpu-1").doesNotContain("gpu-2");
        assertThat(fleet.get("/api/v1/instances?status=running").text())
                .contains("gpu-1")
                .doesNotContain("gpu-2");
        assertThat(fleet.get("/api/v1/instances?status=deleted").text())
                .contains("gpu-2")
                .doesNotContain("gpu-1");
        assertThat(fleet.get("/api/v1/instances?status=no-such-word")
                        .at("count")
                        .toString())
                .startsWith("0");
    }

    @ParameterizedTest
    @CsvSource({"stop,stopped", "hibernate,hibernating"})
    void takesACommandAndCarriesItOut(String kind, String shownAfter) {
        fleet.rent("gpu-1");

        Reply reply = fleet.post("/api/v1/instances/gpu-1/" + kind, "");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.at("operation.kind")).isEqualTo(kind);
        assertThat(reply.at("operation.instance_id")).isEqualTo("gpu-1");
        assertThat(reply.at("operation.cause")).isEqualTo("person");
        assertThat(reply.at("instance.id")).isEqualTo("gpu-1");
        fleet.time.advance(Duration.ofMinutes(10));
        assertThat(fleet.cloud.machine(ID).state()).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.get("/api/v1/instances/gpu-1").at("state")).isEqualTo(shownAfter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "wake"})
    void wakesAMachineThatWasStopped(String route) {
        fleet.rent("gpu-1");
        fleet.post("/api/v1/instances/gpu-1/stop", "");
        fleet.time.advance(Duration.ofMinutes(10));

        assertThat(fleet.post("/api/v1/instances/gpu-1/" + route, "").status()).isEqualTo(202);
        fleet.time.advance(Duration.ofMinutes(10));

        assertThat(fleet.cloud.machine(ID).state()).isEqualTo(MachineState.RUNNING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "hibernate", "destroy"})
    void takesWhatEndsTheSpendingInThePlaceOfAStartThatHangs(String command) {
        fleet.rent("gpu-1");
        fleet.post("/api/v1/instances/gpu-1/stop", "");
        fleet.time.advance(Duration.ofMinutes(10));
        fleet.cloud.machine(ID).queueStart(Duration.ofHours(1));
        fleet.post("/api/v1/instances/gpu-1/start", "");
        fleet.time.advance(Duration.ofMinutes(1));
        assertThat(fleet.get("/api/v1/instances/gpu-1").at("state")).isEqualTo("starting");
        assertThat(fleet.get("/api/v1/instances/gpu-1").at("operation.phase")).isEqualTo("confirming");

        assertIsTaken(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "hibernate", "destroy"})
    void takesWhatEndsTheSpendingOfAMachineThatNeedsAPerson(String command) {
        stuck();

        assertIsTaken(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "destroy"})
    void takesWhatEndsTheSpendingOfAMachineThatHasNotStartedYet(String command) {
        fleet.cloud.rent(
                Machine.builder(ID, fleet.cloud.name(), MachineState.STARTING).build());
        fleet.monitor.poll();
        assertThat(fleet.get("/api/v1/instances/gpu-1").at("state")).isEqualTo("starting");

        assertIsTaken(command);
    }

    private void assertIsTaken(String command) {
        Reply reply = command.equals("destroy")
                ? fleet.delete("/api/v1/instances/gpu-1?confirm=gpu-1&data_loss=accept")
                : fleet.post("/api/v1/instances/gpu-1/" + command, "");

        assertThat(reply.status()).as(reply.text()).isEqualTo(202);
        assertThat(reply.at("operation.kind")).isEqualTo(command);
        fleet.time.advance(Duration.ofMinutes(10));
        assertThat(fleet.cloud.machine(ID).state())
                .isEqualTo(command.equals("destroy") ? MachineState.DELETED : MachineState.STOPPED);
    }

    @ParameterizedTest
    @CsvSource({
        "savings, 200",
        "savings?period=all, 200",
        "savings?period=30d, 422",
        "savings?period=xx, 422",
        "operations, 200",
        "operations?open=true, 200",
        "operations?open=false, 422",
        "operations?open=maybe, 422"
    })
    void answersNothingElseThanWhatAParameterAsksFor(String asked, int status) {
        assertThat(fleet.get("/api/v1/" + asked).status()).isEqualTo(status);
    }

    @Test
    void givesTheFirstReplyAgainUnderItsIdempotencyKey() {
        fleet.rent("gpu-1");
        Map<String, String> headers =
                Map.of("Authorization", "Bearer " + ServedFleet.USER_TOKEN, "Idempotency-Key", "once");

        Reply first = fleet.send("POST", "/api/v1/instances/gpu-1/stop", "", headers);
        fleet.time.advance(Duration.ofMinutes(10));
        Reply again = fleet.send("POST", "/api/v1/instances/gpu-1/stop", "", headers);

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.text()).isEqualTo(first.text());
    }

    @Test
    void listsWhatIsBeingDoneUntilItIsDone() {
        fleet.rent("gpu-1");
        fleet.post("/api/v1/instances/gpu-1/stop", "");

        Reply during = fleet.get("/api/v1/operations?open=true");
        fleet.time.advance(Duration.ofMinutes(10));
        Reply after = fleet.get("/api/v1/operations?open=true");

        assertThat(during.at("operations.0.instance_id")).isEqualTo("gpu-1");
        assertThat(during.at("operations.0.id").toString()).startsWith("gpu-1:");
        assertThat(after.at("count").toString()).startsWith("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?confirm=", "?confirm=gpu-2", "?confirm=GPU-1", "?data_loss=accept"})
    void destroysNothingWithoutItsName(String query) {
        fleet.rent("gpu-1");

        Reply refused = fleet.delete("/api/v1/instances/gpu-1" + query);
        fleet.time.advance(Duration.ofMinutes(30));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("confirmation_required");
        assertThat(refused.at("error.message").toString()).contains("gpu-1");
        assertThat(fleet.cloud.machine(ID).state()).isEqualTo(MachineState.RUNNING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&data_loss=", "&data_loss=ACCEPT", "&data_loss=true"})
    void destroysNothingThatCannotBeRestored(String query) {
        fleet.rent("gpu-1");

        Reply refused = fleet.delete("/api/v1/instances/gpu-1?confirm=gpu-1" + query);
        fleet.time.advance(Duration.ofMinutes(30));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("snapshot_required");
        assertThat(refused.at("error.message").toString()).contains("data_loss=accept");
        assertThat(fleet.cloud.machine(ID).state()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void destroysWhatItsOwnerGivesUp() {
        fleet.rent("gpu-1");

        Reply reply = fleet.delete("/api/v1/instances/gpu-1?confirm=gpu-1&data_loss=accept");
        fleet.time.advance(Duration.ofMinutes(30));

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.at("operation.kind")).isEqualTo("destroy");
        assertThat(fleet.cloud.read(ID)).isEmpty();
        assertThat(fleet.get("/api/v1/instances/gpu-1").at("state")).isEqualTo("deleted");
    }

    @Test
    void saysWhyAMachineUnderALegalHoldIsNotDestroyed() {
        fleet.rent("gpu-1");
        fleet.monitor.holdLegally(ID, "case 7");

        Reply refused = fleet.delete("/api/v1/instances/gpu-1?confirm=gpu-1&data_loss=accept");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("state_conflict");
        assertThat(refused.at("error.message").toString()).contains("legal hold");
    }

    @Test
    void claimsAMachineThatWasFoundAtTheProvider() {
        fleet.rentUnclaimed("gpu-1");
        assertThat(fleet.monitor.machine(ID).orElseThrow().condition().isClaimed())
                .isFalse();
        assertThat(fleet.get("/api/v1/instances").at("instances.0.claimed")).isEqualTo(false);

        Reply reply = fleet.post("/api/v1/instances/gpu-1/claim", "");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("id")).isEqualTo("gpu-1");
        assertThat(reply.at("claimed")).isEqualTo(true);
        assertThat(fleet.monitor.machine(ID).orElseThrow().condition().isClaimed())
                .isTrue();
        assertThat(fleet.post("/api/v1/instances/gpu-1/claim", "").status()).isEqualTo(200);
    }

    /** An hour parked at 0.01 instead of 0.40 USD saves 0.39. */
    @Test
    void tellsWhatParkingSaved() {
        fleet.rent("gpu-1");
        fleet.post("/api/v1/instances/gpu-1/hibernate", "");
        fleet.time.advance(Duration.ofMinutes(10));
        double before = number(fleet.get("/api/v1/savings"), "saved_usd");
        fleet.time.advance(Duration.ofHours(1));

        Reply reply = fleet.get("/api/v1/savings");

        assertThat(number(reply, "saved_usd") - before).isCloseTo(0.39, offset(1e-5));
        assertThat(number(reply, "instances.0.saved_usd")).isEqualTo(number(reply, "saved_usd"));
        assertThat(reply.at("instances.0.instance_id")).isEqualTo("gpu-1");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/instances/gpu-1/snapshots",
        "POST,/snapshots/s1/restore",
        "PUT,/snapshots/s1/pin",
        "DELETE,/snapshots/s1",
        "POST,/instances/gpu-1/failover/drill",
    })
    void saysOfARouteThatComesLaterThatItIsNotThere(String method, String path) {
        Map<String, String> person = Map.of("Authorization", "Bearer " + ServedFleet.USER_TOKEN);

        Reply reply = fleet.send(method, "/api/v1" + path, "", person);

        assertThat(reply.status()).isEqualTo(501);
        assertThat(reply.at("error.code")).isEqualTo("not_available");
        assertThat(fleet.send(method, "/api/v1" + path, "", Map.of()).status()).isEqualTo(401);
    }

    @Test
    void rebootsAMachineThatRuns() {
        fleet.rent("gpu-1");

        Reply reply = fleet.post("/api/v1/instances/gpu-1/reboot", "");
        fleet.time.advance(Duration.ofMinutes(10));

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.at("operation.kind")).isEqualTo("reboot");
        assertThat(fleet.cloud.calls().count(Operation.REBOOT, ID)).isEqualTo(1);
        assertThat(fleet.get("/api/v1/instances/gpu-1").at("state")).isEqualTo("running");
        assertThat(fleet.get("/api/v1/operations").at("count").toString()).startsWith("0");
    }

    @Test
    void namesTheStateThatIsShownAndTheActionThatIsAsked() {
        fleet.rent("gpu-1");
        fleet.post("/api/v1/instances/gpu-1/hibernate", "");
        fleet.time.advance(Duration.ofMinutes(10));

        Reply refused = fleet.post("/api/v1/instances/gpu-1/reboot", "");

        assertThat(refused.at("error.message").toString())
                .contains("cannot reboot now", "it is hibernating")
                .doesNotContain("stopped");
        fleet.delete("/api/v1/instances/gpu-1?confirm=gpu-1&data_loss=accept");
        fleet.time.advance(Duration.ofMinutes(30));
        assertThat(fleet.post("/api/v1/instances/gpu-1/start", "")
                        .at("error.message")
                        .toString())
                .contains("cannot start now", "it is deleted");
    }

    @Test
    void saysWhatTheProviderSaysOfAMachineThatBrokeDown() {
        fleet.rent("gpu-1");
        fleet.cloud.machine(MachineId.of("gpu-1")).killHost();
        fleet.monitor.poll();

        assertThat(fleet.get("/api/v1/instances/gpu-1").at("state")).isEqualTo("failed");
        assertThat(fleet.get("/api/v1/instances/gpu-1").at("state_reason"))
                .isEqualTo("its provider says: host is offline");
    }

    @Test
    void saysWhyAMachineIsOffUntilItIsOn() {
        fleet.rent("gpu-1");
        fleet.post("/api/v1/instances/gpu-1/stop", "");
        fleet.time.advance(Duration.ofMinutes(10));

        assertThat(fleet.get("/api/v1/instances/gpu-1").at("state_reason").toString())
                .startsWith("stop for person, done at 2025-12-19T00:0")
                .endsWith("; " + Reason.of(Reason.Code.ASKED_FOR).text());
        assertThat(fleet.get("/api/v1/instances/gpu-1/explain").text())
                .contains("\"code\":\"turned_off\"", "\"code\":\"asked_for\"");

        fleet.post("/api/v1/instances/gpu-1/start", "");
        fleet.time.advance(Duration.ofMinutes(10));
        assertThat(fleet.get("/api/v1/instances/gpu-1").at("state_reason")).isNull();
        assertThat(fleet.get("/api/v1/instances/gpu-1/explain").text()).doesNotContain("turned_off");
    }

    @Test
    void saysThatASpendCapStoppedAMachine() {
        fleet.rent("gpu-1");
        SpendCap cap = SpendCap.ofFleet("0.10", SpendCap.Period.DAY);
        fleet.monitor.override(new FleetOverrides(null, null, null, null, List.of(cap)));
        fleet.time.advance(Duration.ofMinutes(40));

        assertThat(fleet.get("/api/v1/instances/gpu-1").at("state")).isEqualTo("stopped");
        assertThat(fleet.get("/api/v1/instances/gpu-1").at("state_reason").toString())
                .startsWith("stop for spend_cap, done at ")
                .contains("the spend cap of the fleet is reached: 0.10 USD");
    }

    @Test
    void theReplyOfAWakeThatIsGivenUpSaysWhy() throws Exception {
        fleet.rent("gpu-1");
        fleet.post("/api/v1/instances/gpu-1/stop", "");
        fleet.time.advance(Duration.ofMinutes(10));
        fleet.cloud.faults().next(Operation.START, Fault.NO_CREDIT);

        CompletableFuture<Reply> held =
                CompletableFuture.supplyAsync(() -> fleet.post("/api/v1/instances/gpu-1/wake?wait=60", ""));
        awaitOperation();
        fleet.time.advance(Duration.ofSeconds(30));

        Reply reply = held.get(5, TimeUnit.SECONDS);
        assertThat(reply.at("operation.phase")).isEqualTo("aborted");
        assertThat(reply.at("operation.reason").toString()).startsWith("the provider refused: ");
        assertThat(reply.at("instance.state_reason").toString())
                .contains("it was to be woken, and at ", "the provider refused: ");
    }

    /** 0.40 USD an hour use up 10 cents in a quarter of one; a parked hour costs a cent. */
    @Test
    void startsNothingWithoutCredit() {
        try (ServedFleet poor = ServedFleet.withCredit("0.10")) {
            poor.rent("gpu-1");
            poor.time.advance(Duration.ofMinutes(10));
            poor.post("/api/v1/instances/gpu-1/stop", "");
            poor.time.advance(Duration.ofMinutes(5));
            assertThat(poor.post("/api/v1/instances/gpu-1/wake", "").status()).isEqualTo(202);
            poor.time.advance(Duration.ofMinutes(20));
            poor.post("/api/v1/instances/gpu-1/stop", "");
            poor.time.advance(Duration.ofMinutes(5));

            for (String route : List.of("wake", "start")) {
                Reply refused = poor.post("/api/v1/instances/gpu-1/" + route + "?wait=30", "");
                assertThat(refused.status()).as(refused.text()).isEqualTo(402);
                assertThat(refused.at("error.code")).isEqualTo("insufficient_credit");
            }
            assertThat(poor.get("/api/v1/operations").at("count").toString()).startsWith("0");
        }
    }

    @Test
    void estimatesAMonthOfWhatAMachineIsBecoming() {
        fleet.rent("gpu-1");
        assertThat(month()).isEqualTo(292.80);
        fleet.post("/api/v1/instances/gpu-1/stop", "");
        assertThat(month()).as("a stop is under way").isEqualTo(7.32);
        fleet.time.advance(Duration.ofMinutes(10));
        fleet.post("/api/v1/instances/gpu-1/start", "");
        assertThat(month()).as("a start is under way").isEqualTo(292.80);
        fleet.time.advance(Duration.ofMinutes(10));

        fleet.delete("/api/v1/instances/gpu-1?confirm=gpu-1&data_loss=accept");
        assertThat(month()).as("it is given back").isZero();
        fleet.time.advance(Duration.ofMinutes(30));

        assertThat(month()).as("it is gone").isZero();
    }

    private double month() {
        return number(fleet.get("/api/v1/instances/gpu-1/costs"), "monthly_estimate_usd");
    }

    @Test
    void rebootsNoMachineThatIsOff() {
        fleet.rent("gpu-1");
        fleet.post("/api/v1/instances/gpu-1/stop", "");
        fleet.time.advance(Duration.ofMinutes(10));

        Reply refused = fleet.post("/api/v1/instances/gpu-1/reboot", "");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("state_conflict");
        assertThat(refused.at("error.message").toString()).contains("stopped");
    }

    @Test
    void holdsTheReplyUntilTheMachineIsWhereItIsToBe() throws Exception {
        fleet.rent("gpu-1");

        CompletableFuture<Reply> held =
                CompletableFuture.supplyAsync(() -> fleet.post("/api/v1/instances/gpu-1/stop?wait=60", ""));
        awaitOperation();
        assertThat(held).isNotDone();
        fleet.time.advance(Duration.ofSeconds(30));

        Reply reply = held.get(5, TimeUnit.SECONDS);
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.at("operation.phase")).isEqualTo("done");
        assertThat(reply.at("instance.state")).isEqualTo("stopped");
    }

    @Test
    void repliesWithWhatIsSoWhenTheTimeIsOver() throws Exception {
        fleet.rent("gpu-1");
        fleet.cloud.faults().next(Operation.STOP, Fault.IGNORED);

        CompletableFuture<Reply> held =
                CompletableFuture.supplyAsync(() -> fleet.post("/api/v1/instances/gpu-1/stop?wait=20", ""));
        awaitOperation();
        fleet.time.advance(Duration.ofSeconds(19));
        assertThat(held).isNotDone();
        fleet.time.advance(Duration.ofSeconds(1));

        Reply reply = held.get(5, TimeUnit.SECONDS);
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.at("operation.phase")).isEqualTo("confirming");
        assertThat(reply.at("instance.state")).isEqualTo("running");
    }

    @ParameterizedTest
    @CsvSource({"0, 202", "-1, 422", "61, 422", "x, 400", "1.5, 400"})
    void waitsNoLongerThanAMinute(String wait, int status) {
        fleet.rent("gpu-1");

        Reply reply = fleet.post("/api/v1/instances/gpu-1/stop?wait=" + wait, "");

        assertThat(reply.status()).isEqualTo(status);
        if (status != 202) {
            assertThat(reply.at("error.details.field")).isEqualTo("wait");
            assertThat(fleet.monitor.machine(ID).orElseThrow().condition().operation())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"done, done", "abort, aborted"})
    void endsOnAPersonsWordWhatWaitsForOne(String outcome, String phase) {
        String operation = stuck();

        Reply reply = fleet.post(
                "/api/v1/operations/" + operation + "/resolve",
                "{\"outcome\":\"" + outcome + "\",\"note\":\"looked at it\"}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.at("operation.id")).isEqualTo(operation);
        assertThat(reply.at("operation.phase")).isEqualTo(phase);
        assertThat(fleet.get("/api/v1/operations").at("count").toString()).startsWith("0");
        assertThat(fleet.post("/api/v1/operations/" + operation + "/resolve", "{\"outcome\":\"done\"}")
                        .at("error.code"))
                .isEqualTo("unknown_operation");
    }

    @Test
    void endsNothingThatWaitsForNobody() {
        fleet.rent("gpu-1");
        Reply stopping = fleet.post("/api/v1/instances/gpu-1/stop", "");

        Reply refused =
                fleet.post("/api/v1/operations/" + stopping.at("operation.id") + "/resolve", "{\"outcome\":\"done\"}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.message").toString()).contains("intended");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"outcome\":\"perhaps\"}', 422, outcome",
        "'{}', 400, outcome",
        "'{\"outcome\":\"done\",\"note\":[]}', 400, note"
    })
    void understandsNoOtherWord(String body, int status, String field) {
        Reply refused = fleet.post("/api/v1/operations/" + stuck() + "/resolve", body);

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.at("error.details.field")).isEqualTo(field);
        assertThat(fleet.get("/api/v1/operations").at("count").toString()).startsWith("1");
    }

    /** 2 h at 0.40 and 1 h at 0.01 USD, but for the seconds that the stop takes; a month of 732 h at 0.01 USD. */
    @Test
    void tellsWhatAMachineCost() {
        fleet.rent("gpu-1");
        fleet.time.advance(Duration.ofHours(2));
        fleet.post("/api/v1/instances/gpu-1/stop", "");
        fleet.time.advance(Duration.ofHours(1));

        Reply reply = fleet.get("/api/v1/instances/gpu-1/costs");

        double running = number(reply, "running_seconds");
        double stopped = number(reply, "stopped_seconds");
        assertThat(running + stopped).isCloseTo(3 * 3600, offset(1.0));
        assertThat(running).isBetween(7200.0, 7260.0);
        assertThat(number(reply, "accumulated_usd"))
                .isCloseTo(running / 3600 * 0.40 + stopped / 3600 * 0.01, offset(1e-3));
        assertThat(number(reply, "today_usd")).isEqualTo(number(reply, "accumulated_usd"));
        assertThat(number(reply, "monthly_estimate_usd")).isEqualTo(7.32);
    }

    /** The provider accepts the stop and does nothing for a quarter of an hour. */
    private String stuck() {
        fleet.rent("gpu-1");
        fleet.cloud.faults().next(Operation.STOP, Fault.IGNORED);
        Object id = fleet.post("/api/v1/instances/gpu-1/stop", "").at("operation.id");
        fleet.time.advance(Duration.ofMinutes(20));
        assertThat(fleet.get("/api/v1/operations").at("operations.0.phase")).isEqualTo("needs_human");
        return id.toString();
    }

    /** Until the other thread's command is on record: in real time, since virtual time stands still meanwhile. */
    private void awaitOperation() throws InterruptedException {
        for (int looks = 0; looks < 500; looks++) {
            if (fleet.monitor.machine(ID).orElseThrow().condition().operation().isPresent()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new AssertionError("no command came within 5 s");
    }

    private static double number(Reply reply, String path) {
        return Double.parseDouble(reply.at(path).toString());
    }
}
