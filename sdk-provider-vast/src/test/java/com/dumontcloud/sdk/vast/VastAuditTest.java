package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VastAuditTest {

    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final String RUNS = "\"actual_status\":\"running\",\"cur_state\":\"running\",\"dph_total\":0.5,"
            + "\"storage_total_cost\":0.01,\"gpu_name\":\"RTX 4090\",\"num_gpus\":1";
    private static final String STOPPED =
            "\"actual_status\":\"exited\",\"cur_state\":\"stopped\",\"dph_total\":0.5," + "\"storage_total_cost\":0.01";

    private TestVast vast;

    @BeforeEach
    void start() {
        vast = new TestVast();
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    @Test
    void countsWhatIsPaidNowAndOnlyReads() {
        AuditReport report = report(
                "{\"id\":1," + RUNS + ",\"volume_info\":[{\"id\":9,\"name\":\"V.9\"}]},{\"id\":2," + STOPPED + "}",
                "{\"id\":9,\"disk_space\":72,\"storage_cost\":0.1},{\"id\":10,\"disk_space\":72,\"storage_cost\":0.1}");

        assertThat(report.lines()).extracting(AuditLine::id).containsExactly("1", "2", "9", "10");
        assertThat(report.table())
                .contains("Now 0.5300 USD/h, 381.60 USD a month")
                .contains("probably forgotten of that: 7.20 USD a month")
                .contains("Credit left: 12.50 USD.")
                .contains("no machine uses it");
        for (int i = 0; i < 3; i++) {
            RecordedRequest request = vast.taken();
            assertThat(request.getMethod()).isEqualTo("GET");
        }
    }

    @ParameterizedTest
    @CsvSource({"47, false", "48, true"})
    void callsAStopForgottenAfterTwoDays(long hours, boolean forgotten) {
        assertThat(forgotten(STOPPED, hours)).isEqualTo(forgotten);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 23, false",
        "0, 24, true",
        "4.9, 24, true",
        "5, 24, false",
        "-1, 24, false",
        "0.9, 24, false",
        "1, 24, false",
        "1.1, 24, true"
    })
    void callsAStillGpuForgottenAfterADay(String percent, long hours, boolean forgotten) {
        assertThat(forgotten(RUNS + ",\"gpu_util\":" + percent, hours)).isEqualTo(forgotten);
    }

    @Test
    void findsCrashedOutbidAndQueuedMachinesAtOnce() {
        assertThat(forgotten(
                        "\"actual_status\":\"exited\",\"cur_state\":\"running\",\"intended_status\":\"running\"", 0))
                .isTrue();
        assertThat(forgotten(STOPPED + ",\"is_bid\":true", 0)).isTrue();
        assertThat(forgotten(STOPPED + ",\"intended_status\":\"running\"", 0)).isTrue();
    }

    @Test
    void letsNobodySteerTheTerminal() {
        AuditReport report = report(
                "{\"id\":1,\"label\":\"a\\u001b[2J\\nid 2\",\"actual_status\":\"offline\",\"cur_state\":\"stopped\","
                        + "\"status_msg\":\"gone\\r\\u202eend\"}",
                "");

        assertThat(report.table().lines()).hasSize(5);
        assertThat(report.table()).doesNotContain("\u001b", "\r", "\u202e").contains("a [2J id 2");
    }

    /** Of no document is it known whether a row shows one volume or a list. */
    @ParameterizedTest
    @ValueSource(strings = {"[{\"id\":9}]", "{\"id\":9}", "[{\"name\":\"V.9\"}]"})
    void knowsAnAttachedVolumeHoweverItIsShown(String shown) {
        AuditReport report =
                report("{\"id\":1," + RUNS + ",\"volume_info\":" + shown + "}", "{\"id\":9,\"disk_space\":72}");

        assertThat(report.lines()).filteredOn("kind", "volume").allMatch(line -> line.forgotten() == null);
    }

    @Test
    void saysNoPriceWhereVastSaysNone() {
        AuditReport report = report("{\"id\":1,\"actual_status\":\"running\",\"cur_state\":\"running\"}", "");

        assertThat(report.lines().get(0).nowUsdPerHour()).isNull();
    }

    @Test
    void goesOnWithoutWhatTheKeyMayNotRead() {
        vast.answer(VastListTest.page("null", 1, "{\"id\":1," + RUNS + "}"));
        vast.answer(403, "{\"success\":false,\"error\":\"not_authorized\"}");
        vast.answer(403, "{\"success\":false,\"error\":\"not_authorized\"}");

        AuditReport report = VastAudit.report(vast.client(), NOW);

        assertThat(report.lines()).hasSize(1);
        assertThat(report.notes()).hasSize(2).allMatch(note -> note.contains("FORBIDDEN"));
    }

    @Test
    void writesJsonForPrograms() {
        vast.answer(VastListTest.page("null", 1, "{\"id\":1," + RUNS + "}"));
        vast.answer("{\"volumes\":[]}").answer("{\"credit\":12.5}");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int code = VastAudit.run(List.of("--json"), environment(), print(out), print(out));

        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("{\"now_usd_per_hour\":0.5,\"now_usd_per_month\":360.0,")
                .contains("\"kind\":\"machine\",\"id\":\"1\"")
                .doesNotContain(TestVast.KEY);
    }

    @Test
    void saysWhatIsWrongAndNotTheKey() {
        vast.answer(
                404, "{\"success\":false,\"error\":\"auth_error\",\"msg\":\"Invalid user key " + TestVast.KEY + "\"}");
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(VastAudit.run(List.of(), environment(), print(err), print(err)))
                .isEqualTo(1);
        assertThat(VastAudit.run(List.of("--nope"), environment(), print(err), print(err)))
                .isEqualTo(2);
        assertThat(VastAudit.run(List.of(), Map.of(), print(err), print(err))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("auth_error", "usage:", "VAST_API_KEY")
                .doesNotContain(TestVast.KEY);
    }

    private boolean forgotten(String fields, long hours) {
        long started = NOW.minus(Duration.ofHours(hours)).getEpochSecond();
        return report("{\"id\":1," + fields + ",\"start_date\":" + started + "}", "")
                        .lines()
                        .get(0)
                        .forgotten()
                != null;
    }

    private AuditReport report(String machines, String volumes) {
        int count = machines.split("\\},\\{\"id\":", -1).length;
        vast.answer(VastListTest.page("null", count, machines));
        vast.answer("{\"volumes\":[" + volumes + "]}").answer("{\"credit\":12.5}");
        return VastAudit.report(vast.client(), NOW);
    }

    private Map<String, String> environment() {
        return Map.of("VAST_API_KEY", TestVast.KEY, "VAST_URL", vast.url());
    }

    private static PrintStream print(ByteArrayOutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }
}
