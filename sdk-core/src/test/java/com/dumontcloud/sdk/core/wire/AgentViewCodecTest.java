package com.dumontcloud.sdk.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.ActivityReading;
import com.dumontcloud.sdk.core.model.AgentCredential;
import com.dumontcloud.sdk.core.model.AgentInstance;
import com.dumontcloud.sdk.core.model.AgentInstanceDetail;
import com.dumontcloud.sdk.core.model.AgentInstancePage;
import com.dumontcloud.sdk.core.model.AgentRegistration;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.HibernationPlan;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.KeepAliveGrant;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.PagePosition;
import com.dumontcloud.sdk.core.model.RecentHeartbeat;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentViewCodecTest {

    private static final MachineId ID = MachineId.of("28864630");

    @ParameterizedTest
    @CsvSource({"flat-instances,FLAT", "nested-instances,NESTED"})
    void writesThePrintedListLetterByLetter(String document, Dialect dialect) {
        AgentInstancePage page = AgentViewCodec.decodeInstances(bytes(Fixture.printed(document)));

        assertThat(text(AgentViewCodec.encodeInstances(page, dialect))).isEqualTo(Fixture.onTheWire(document));
    }

    @ParameterizedTest
    @CsvSource({"flat-instance,FLAT", "nested-instance,NESTED"})
    void writesThePrintedDetailLetterByLetter(String document, Dialect dialect) {
        AgentInstanceDetail detail = AgentViewCodec.decodeInstance(bytes(Fixture.printed(document)));

        assertThat(text(AgentViewCodec.encodeInstance(detail, dialect))).isEqualTo(Fixture.onTheWire(document));
    }

    @ParameterizedTest
    @CsvSource({"flat-keep-alive,FLAT", "nested-keep-alive,NESTED"})
    void writesThePrintedKeepAliveLetterByLetter(String document, Dialect dialect) {
        KeepAliveGrant grant = AgentViewCodec.decodeKeepAlive(bytes(Fixture.printed(document)), ID);

        assertThat(text(AgentViewCodec.encodeKeepAlive(grant, dialect))).isEqualTo(Fixture.onTheWire(document));
    }

    @Test
    void readsThePrintedFlatList() {
        AgentInstancePage page = AgentViewCodec.decodeInstances(bytes(Fixture.printed("flat-instances")));

        assertThat(page.count()).isEqualTo(2);
        assertThat(page.position()).isNull();
        AgentInstance healthy = page.instances().get(0);
        assertThat(healthy.id()).isEqualTo(ID);
        assertThat(healthy.name()).isEqualTo("ML Training Rig");
        assertThat(healthy.status()).isEqualTo("running");
        assertThat(healthy.activity()).isNull();
        assertThat(healthy.lastHeartbeat()).isEqualTo(Instant.parse("2025-12-19T03:25:30Z"));
        assertThat(healthy.sinceHeartbeat()).isEqualTo(Duration.ofSeconds(15));
        assertThat(healthy.health()).isEqualTo("healthy");
        assertThat(healthy.gpuUtilizationPercent()).isEqualTo(87);
        assertThat(healthy.costTodayUsd()).isEqualTo(new BigDecimal("2.40"));
        assertThat(healthy.alert()).isNull();
        AgentInstance orphan = page.instances().get(1);
        assertThat(orphan.gpuUtilizationPercent()).isNull();
        assertThat(orphan.alert()).isEqualTo("No heartbeat for 70 minutes. May be stuck.");
    }

    @Test
    void readsThePrintedNestedList() {
        AgentInstancePage page = AgentViewCodec.decodeInstances(bytes(Fixture.printed("nested-instances")));

        assertThat(page.activeCount()).isEqualTo(1);
        assertThat(page.idleCount()).isEqualTo(1);
        AgentInstance idle = page.instances().get(1);
        assertThat(idle.id()).isEqualTo(MachineId.of("456790"));
        assertThat(idle.hostname()).isEqualTo("gpu-002");
        assertThat(idle.activity()).isEqualTo("idle");
        assertThat(idle.status()).isNull();
        assertThat(idle.memoryUsedPercent()).isEqualTo(10);
        assertThat(idle.idleFor()).isEqualTo(Duration.ofMinutes(5));
        assertThat(idle.agentVersion()).isEqualTo("1.2.0");
    }

    @Test
    void readsThePrintedFlatDetail() {
        AgentInstanceDetail detail = AgentViewCodec.decodeInstance(bytes(Fixture.printed("flat-instance")));

        assertThat(detail.heartbeatCount()).isEqualTo(542);
        assertThat(detail.firstHeartbeat()).isEqualTo(Instant.parse("2025-12-18T12:00:00Z"));
        assertThat(detail.uptimePercent()).isEqualTo(99.8);
        assertThat(detail.missedHeartbeats()).isEqualTo(1);
        assertThat(detail.averageGpuUtilizationPercent()).isEqualTo(82.5);
        assertThat(detail.recentHeartbeats())
                .containsExactly(
                        new RecentHeartbeat(Instant.parse("2025-12-19T03:25:30Z"), 87.0, 18.4 * 1024, "running"),
                        new RecentHeartbeat(Instant.parse("2025-12-19T03:24:30Z"), 85.0, 18.2 * 1024, "running"));
        assertThat(detail.hibernation()).isNull();
    }

    @Test
    void readsThePrintedNestedDetail() {
        AgentInstanceDetail detail = AgentViewCodec.decodeInstance(bytes(Fixture.printed("nested-instance")));

        assertThat(detail.heartbeatCount()).isEqualTo(1440);
        assertThat(detail.uptime()).isEqualTo(Duration.ofHours(12));
        assertThat(detail.gpuTotals()).isEqualTo(new GpuTotals(85.0, 18432.0, 24576.0, 72.0, 320.0));
        assertThat(detail.activityReading())
                .isEqualTo(new ActivityReading(Instant.parse("2024-12-20T15:29:45Z"), Duration.ofSeconds(15), 3, 1));
        assertThat(detail.hibernation()).isEqualTo(new HibernationPlan(true, Duration.ofMinutes(30), false, null));
    }

    @Test
    void writesEveryKeyOfARowOfWhichNothingIsKnown() {
        AgentInstancePage page =
                new AgentInstancePage(List.of(AgentInstance.builder(ID).build()), 0, 0, null);

        assertThat(text(AgentViewCodec.encodeInstances(page, Dialect.FLAT)))
                .isEqualTo("{\"instances\":[{\"instance_id\":\"28864630\",\"name\":null,\"status\":null,"
                        + "\"last_heartbeat\":null,\"seconds_since_heartbeat\":null,\"health\":null,"
                        + "\"gpu_utilization\":null,\"cost_today\":null}]}");
        assertThat(text(AgentViewCodec.encodeInstances(page, Dialect.NESTED)))
                .isEqualTo("{\"instances\":[{\"instance_id\":28864630,\"hostname\":null,\"last_heartbeat\":null,"
                        + "\"status\":null,\"gpu_utilization\":null,\"memory_used_percent\":null,"
                        + "\"idle_seconds\":null,\"agent_version\":null}],\"count\":1,\"active_count\":0,"
                        + "\"idle_count\":0}");
    }

    @ParameterizedTest
    @CsvSource({
        "FLAT,'{\"instances\":[],\"count\":0,\"page\":3,\"per_page\":50,\"total\":101}'",
        "NESTED,'{\"instances\":[],\"count\":0,\"active_count\":7,\"idle_count\":2,\"page\":3,\"per_page\":50,\"total\":101}'"
    })
    void namesThePageThatWasAskedFor(Dialect dialect, String expected) {
        AgentInstancePage page = new AgentInstancePage(List.of(), 7, 2, new PagePosition(3, 50, 101));

        byte[] json = AgentViewCodec.encodeInstances(page, dialect);

        assertThat(text(json)).isEqualTo(expected);
        assertThat(AgentViewCodec.decodeInstances(json).position()).isEqualTo(page.position());
    }

    @ParameterizedTest
    @CsvSource({
        "9007199254740991,9007199254740991",
        "9007199254740992,'\"9007199254740992\"'",
        "007,'\"007\"'",
        "pod-7,'\"pod-7\"'",
        "0,0"
    })
    void writesAnIdAsANumberOnlyWhereThatIsExact(String id, String expected) {
        AgentCredential credential = new AgentCredential(MachineId.of(id), "t");

        assertThat(text(AgentViewCodec.encodeCredential(credential, Dialect.NESTED)))
                .isEqualTo("{\"instance_id\":" + expected + ",\"token\":\"t\"}");
        assertThat(text(AgentViewCodec.encodeCredential(credential, Dialect.FLAT)))
                .isEqualTo("{\"instance_id\":\"" + id + "\",\"token\":\"t\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "2.40,2.40",
        "1E+3,1000",
        "0.0000001,0.0000001",
        "0,0",
        "123456789012345678901234.56,123456789012345678901234.56"
    })
    void writesMoneyWithoutAnExponentAndLosesNoDigit(String usd, String expected) {
        AgentInstance row =
                AgentInstance.builder(ID).costTodayUsd(new BigDecimal(usd)).build();

        byte[] json =
                AgentViewCodec.encodeInstances(new AgentInstancePage(List.of(row), null, null, null), Dialect.FLAT);

        assertThat(text(json)).endsWith("\"cost_today\":" + expected + "}]}");
        assertThat(AgentViewCodec.decodeInstances(json).instances().get(0).costTodayUsd())
                .isEqualByComparingTo(usd);
    }

    @ParameterizedTest
    @CsvSource({"85.0,85", "85.5,85.5", "0.0,0", "-0.0,0", "NaN,null", "Infinity,null", "1.0E-7,0.00000010"})
    void writesWholeNumbersWithoutAPointAndWhatIsNoNumberAsUnknown(double percent, String expected) {
        AgentInstance row =
                AgentInstance.builder(ID).gpuUtilizationPercent(percent).build();

        byte[] json =
                AgentViewCodec.encodeInstances(new AgentInstancePage(List.of(row), null, null, null), Dialect.FLAT);

        assertThat(text(json)).contains("\"gpu_utilization\":" + expected + ",");
    }

    @ParameterizedTest
    @CsvSource({"PT12H,12", "PT12H30M,12.5", "PT59.9S,0.01", "PT35S,0", "PT0S,0", "PT36S,0.01", "PT1000H,1000"})
    void writesHoursToAHundredthRoundedDown(Duration uptime, String expected) {
        AgentInstanceDetail detail =
                AgentInstanceDetail.builder(ID).uptime(uptime).build();

        assertThat(text(AgentViewCodec.encodeInstance(detail, Dialect.NESTED)))
                .contains("\"uptime_hours\":" + expected + ",");
    }

    @Test
    void readsARegistrationAsItWritesIt() {
        AgentRegistration registration = AgentRegistration.builder(ID)
                .name("rig")
                .rate(HourlyRate.ofUsd("0.40"))
                .provider("vast")
                .build();

        byte[] json = AgentViewCodec.encodeRegistration(registration, Dialect.NESTED);

        assertThat(text(json))
                .isEqualTo("{\"instance_id\":28864630,\"name\":\"rig\",\"price_usd_per_hour\":0.40,"
                        + "\"provider\":\"vast\"}");
        AgentRegistration read = AgentViewCodec.decodeRegistration(json);
        assertThat(read.id()).isEqualTo(ID);
        assertThat(read.name()).isEqualTo("rig");
        assertThat(read.rate()).isEqualTo(HourlyRate.ofUsd("0.40"));
        assertThat(read.provider()).isEqualTo("vast");
    }

    @Test
    void leavesOutOfARegistrationWhatIsNotKnown() {
        byte[] json =
                AgentViewCodec.encodeRegistration(AgentRegistration.builder(ID).build(), Dialect.FLAT);

        assertThat(text(json)).isEqualTo("{\"instance_id\":\"28864630\"}");
        assertThat(AgentViewCodec.decodeRegistration(json).rate()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                 | MALFORMED    | instance_id",
                "{\"instance_id\":true}                             | MALFORMED    | instance_id",
                "{\"instance_id\":\"a b\"}                          | OUT_OF_RANGE | instance_id",
                "{\"instance_id\":1,\"price_usd_per_hour\":-0.01}   | OUT_OF_RANGE | price_usd_per_hour",
                "{\"instance_id\":1,\"price_usd_per_hour\":\"0.4\"} | MALFORMED    | price_usd_per_hour",
                "{\"instance_id\":1,\"price_usd_per_hour\":1e99999} | OUT_OF_RANGE | price_usd_per_hour",
                "{\"instance_id\":1,\"instance_id\":2}              | MALFORMED    | instance_id",
                "{\"instance_id\":1,\"name\":[]}                    | MALFORMED    | name",
                "{\"instance_id\":1.5}                              | MALFORMED    | instance_id",
                "{\"instance_id\":1.0}                              | MALFORMED    | instance_id",
                "{\"instance_id\":1e3}                              | MALFORMED    | instance_id",
                "{\"instance_id\":-1.5}                             | MALFORMED    | instance_id",
                "{\"instance_id\":-5}                               | OUT_OF_RANGE | instance_id",
                "{\"instance_id\":-0}                               | OUT_OF_RANGE | instance_id",
                "{\"instance_id\":\"..\"}                           | OUT_OF_RANGE | instance_id",
                "{\"instance_id\":1,\"name\":7}                     | MALFORMED    | name",
                "{\"instance_id\":1,\"provider\":7}                 | MALFORMED    | provider",
                "{\"instance_id\":1,\"provider\":\"a\\nb\"}         | OUT_OF_RANGE | provider",
                "{\"instance_id\":1,\"name\":\"a\\nb\"}             | OUT_OF_RANGE | name",
                "{\"instance_id\":1,\"name\":\"a\\u0085b\"}         | OUT_OF_RANGE | name",
                "[]                                                 | MALFORMED    |",
                "null                                               | MALFORMED    |",
                "{\"instance_id\":NaN}                              | MALFORMED    |",
                "{\"instance_id\":1} x                              | MALFORMED    |",
                "{\"instance_id\":                                  | MALFORMED    |"
            })
    void namesWhatIsWrongWithARegistration(String json, Problem problem, String field) {
        InvalidDocumentException thrown = catchThrowableOfType(
                InvalidDocumentException.class, () -> AgentViewCodec.decodeRegistration(bytes(json)));

        assertThat(thrown.kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(thrown.problem()).isEqualTo(problem);
        assertThat(thrown.field()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "456789", "9007199254740993", "123456789012345678901234567890"})
    void registersAnIdThatIsANumberToTheLastDigit(String number) {
        assertThat(AgentViewCodec.decodeRegistration(bytes("{\"instance_id\":" + number + "}"))
                        .id())
                .hasToString(number);
    }

    @Test
    void takesANameOf256CharactersAndNoMore() {
        String start = "{\"instance_id\":1,\"name\":\"";

        assertThat(AgentViewCodec.decodeRegistration(bytes(start + "n".repeat(256) + "\"}"))
                        .name())
                .hasSize(256);
        assertThatThrownBy(() -> AgentViewCodec.decodeRegistration(bytes(start + "n".repeat(257) + "\"}")))
                .hasMessage("field name must be at most 256 characters, not 257")
                .extracting(thrown -> ((InvalidDocumentException) thrown).problem())
                .isEqualTo(Problem.OUT_OF_RANGE);
    }

    @ParameterizedTest
    @CsvSource({"100000, true", "100000.01, false", "1e30, false", "-0.01, false"})
    void takesNoPriceThatNothingCosts(String price, boolean isTaken) {
        byte[] json = bytes("{\"instance_id\":1,\"price_usd_per_hour\":" + price + "}");

        if (isTaken) {
            assertThat(AgentViewCodec.decodeRegistration(json).rate()).isEqualTo(HourlyRate.ofUsd(price));
        } else {
            assertThatThrownBy(() -> AgentViewCodec.decodeRegistration(json))
                    .hasMessageContaining("price_usd_per_hour must be 0 to 100000, not ")
                    .extracting(thrown -> ((InvalidDocumentException) thrown).problem())
                    .isEqualTo(Problem.OUT_OF_RANGE);
            assertThatThrownBy(() -> AgentViewCodec.decodeCorrection(ID, json))
                    .hasMessageContaining("price_usd_per_hour");
        }
    }

    @Test
    void readsOfACorrectionWhatIsInIt() {
        AgentRegistration named = AgentViewCodec.decodeCorrection(ID, bytes("{\"name\":\"lab\"}"));

        assertThat(named.id()).isEqualTo(ID);
        assertThat(named.name()).isEqualTo("lab");
        assertThat(named.rate()).isNull();
    }

    @Test
    void acceptsARegistrationThatCostsNothing() {
        assertThat(AgentViewCodec.decodeRegistration(bytes("{\"instance_id\":1,\"price_usd_per_hour\":0}"))
                        .rate())
                .isEqualTo(HourlyRate.FREE);
    }

    @Test
    void namesThePathOfAFaultInAList() {
        assertThatThrownBy(() -> AgentViewCodec.decodeInstances(
                        bytes("{\"instances\":[{\"instance_id\":1},{\"instance_id\":2,\"cost_today\":\"x\"}]}")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage("field instances[1].cost_today must be a number")
                .extracting(thrown -> ((InvalidDocumentException) thrown).kind())
                .isEqualTo(Kind.INVALID_ANSWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "null", "[]", "{", "<html>", "{\"count\":0}", "{\"success\":false,\"instances\":[]}"})
    void refusesAListThatIsNone(String json) {
        assertThatThrownBy(() -> AgentViewCodec.decodeInstances(bytes(json)))
                .isInstanceOf(InvalidDocumentException.class);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] json = "{\"instances\":[],\"x\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> AgentViewCodec.decodeInstances(json)).hasMessage("the document is not UTF-8");
    }

    @Test
    void refusesADocumentNestedTooDeepWithoutAnError() {
        String json = "{\"x\":" + "[".repeat(100_000);

        assertThatThrownBy(() -> AgentViewCodec.decodeInstances(bytes(json)))
                .isInstanceOf(InvalidDocumentException.class);
    }

    @Test
    void skipsFieldsItDoesNotKnowAndKeepsWordsItDoesNotKnow() {
        AgentInstancePage page = AgentViewCodec.decodeInstances(bytes(
                "{\"instances\":[{\"instance_id\":1,\"health\":\"melting\",\"new\":{\"a\":[1]}}],\"more\":null}"));

        assertThat(page.instances().get(0).health()).isEqualTo("melting");
    }

    @Test
    void hidesTheTokenOfACredential() {
        AgentCredential credential = new AgentCredential(ID, "s3cret-token");

        assertThat(credential.toString()).contains("28864630").doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"instance_id\":1}", "{\"instance_id\":1,\"token\":\"\"}", "{\"token\":\"t\"}"})
    void refusesACredentialThatIsNone(String json) {
        assertThatThrownBy(() -> AgentViewCodec.decodeCredential(bytes(json)))
                .isInstanceOf(InvalidDocumentException.class);
    }

    @Test
    void readsAConfirmationAsItWritesIt() {
        byte[] json = AgentViewCodec.encodeConfirmation("Token accepted");

        assertThat(text(json)).isEqualTo("{\"success\":true,\"message\":\"Token accepted\"}");
        assertThat(AgentViewCodec.decodeConfirmation(json)).isEqualTo("Token accepted");
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
