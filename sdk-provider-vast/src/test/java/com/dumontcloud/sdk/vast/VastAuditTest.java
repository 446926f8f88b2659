package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
                .contains("Now 0.5300 USD/h, 387.96 USD a month")
                .contains("probably forgotten of that: 7.32 USD a month")
                .contains("Credit left: 12.50 USD.")
                .contains("no machine uses it");
        assertThat(vast.taken().getUrl().encodedPath()).isEqualTo("/api/v1/instances/");
        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/volumes?owner=me&type=all_volume");
        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/users/current");
        assertThat(vast.requests()).isEqualTo(3);
    }

    /** Forty pages a second apart, and two answers more, whose routes are their own. */
    @Test
    void readsAThousandMachinesInUnderAMinute() {
        for (int page = 0; page < 40; page++) {
            String[] rows = IntStream.rangeClosed(page * 25 + 1, page * 25 + 25)
                    .mapToObj(id -> "{\"id\":" + id + "," + RUNS + "}")
                    .toArray(String[]::new);
            vast.answer(VastListTest.page(page == 39 ? "null" : "\"t" + page + "\"", 1000, rows));
        }
        vast.answer("{\"volumes\":[]}").answer("{\"credit\":12.5}");
        Instant begun = vast.time.wall();

        AuditReport report = new AuditReader(vast.client(), NOW).read();

        assertThat(report.lines()).hasSize(1000);
        assertThat(report.notes()).isEmpty();
        assertThat(report.table()).contains("Now 500.0000 USD/h, 366000.00 USD a month");
        assertThat(Duration.between(begun, vast.time.wall())).isEqualTo(Duration.ofSeconds(39));
        for (int request = 0; request < 42; request++) {
            assertThat(vast.taken().getMethod()).isEqualTo("GET");
        }
    }

    @Test
    void goesOnWithoutARowThatCannotBeRead() {
        vast.answer(VastListTest.page(
                "null",
                3,
                "{\"id\":1," + RUNS + ",\"volume_info\":\"odd\"}",
                "{\"id\":2,\"cur_state\":[]}",
                "{\"id\":3," + STOPPED + "}"));
        vast.answer("{\"volumes\":[{\"id\":\"nine\"},{\"id\":10,\"disk_space\":72,\"storage_cost\":0.1}]}");
        vast.answer("{\"credit\":\"much\"}");

        AuditReport report = new AuditReader(vast.client(), NOW).read();

        assertThat(report.lines()).extracting(AuditLine::id).containsExactlyInAnyOrder("1", "3", "10");
        assertThat(report.creditUsd()).isNull();
        assertThat(report.notes())
                .containsExactly(
                        "the list of machines is not complete; more may be billed than is shown",
                        "1 of the machines cannot be read, and are not shown",
                        "1 of the machines show their volumes in a way that cannot be read",
                        "1 of the volumes cannot be read, and are not shown",
                        "the credit could not be read (INVALID_ANSWER)");
        assertThat(report.table().lines().filter(line -> line.startsWith("Note: ")))
                .hasSize(5);
    }

    /** What is not seen to be used may be used by a machine that is not seen: whoever deletes it loses its data. */
    @ParameterizedTest
    @ValueSource(strings = {"\"volume_info\":\"odd\"", "\"volume_info\":{\"size\":5}", "\"volume_info\":[7]"})
    void callsNoVolumeForgottenWhereNotEveryUseIsSeen(String shown) {
        AuditReport report = report("{\"id\":1," + RUNS + "," + shown + "}", "{\"id\":9,\"disk_space\":72}");

        assertThat(report.lines()).filteredOn("kind", "volume").allSatisfy(line -> {
            assertThat(line.state()).isEqualTo("unknown");
            assertThat(line.forgotten()).isNull();
        });
        assertThat(report.notes()).anyMatch(note -> note.contains("volumes in a way that cannot be read"));
    }

    @Test
    void callsNoVolumeForgottenWhereTheListOfMachinesIsNotComplete() {
        vast.answer("{\"success\":true,\"instances\":[{\"id\":1," + RUNS + "}]}");
        vast.answer("{\"volumes\":[{\"id\":9,\"disk_space\":72}]}").answer("{\"credit\":12.5}");

        AuditReport report = new AuditReader(vast.client(), NOW).read();

        assertThat(report.lines()).filteredOn("kind", "volume").allMatch(line -> line.forgotten() == null);
        assertThat(report.notes()).anyMatch(note -> note.contains("not complete"));
    }

    @Test
    void takesAMachineThatShowsAnEmptyVolumeForOneWithout() {
        AuditReport report = report("{\"id\":1," + RUNS + ",\"volume_info\":{}}", "{\"id\":9,\"disk_space\":72}");

        assertThat(report.lines()).filteredOn("kind", "volume").allMatch(line -> line.forgotten() != null);
    }

    @ParameterizedTest
    @CsvSource({"47, false", "48, true"})
    void callsAStopForgottenAfterTwoDays(long hours, boolean forgotten) {
        assertThat(forgotten(STOPPED, hours)).isEqualTo(forgotten);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "0, true", "-1, true"})
    void findsAMachineAtTheMomentAtWhichTheContractOfItsHostEnds(long secondsLeft, boolean forgotten) {
        long end = NOW.plusSeconds(secondsLeft).getEpochSecond();

        assertThat(forgotten(RUNS + ",\"end_date\":" + end, 0)).isEqualTo(forgotten);
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
    @ValueSource(strings = {"[{\"id\":9}]", "{\"id\":9}", "[{\"name\":\"V.9\"}]", "{\"volume_id\":9}"})
    void knowsAnAttachedVolumeHoweverItIsShown(String shown) {
        AuditReport report =
                report("{\"id\":1," + RUNS + ",\"volume_info\":" + shown + "}", "{\"id\":9,\"disk_space\":72}");

        assertThat(report.lines()).filteredOn("kind", "volume").allMatch(line -> line.forgotten() == null);
    }

    /** A price that is missing, or below 0, is not known; and one of 0 is 0. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "-", textBlock = """
        "cur_state":"running","storage_total_cost":0.01                  | -   | -   | 0.01
        "cur_state":"running","dph_total":null,"storage_total_cost":null | -   | -   | -
        "cur_state":"running","dph_total":-1,"storage_total_cost":-1     | -   | -   | -
        "cur_state":"stopped","dph_total":0.5,"storage_total_cost":-0.01 | -   | 0.5 | -
        "cur_state":"stopped","dph_total":0.5,"disk_space":-1,"storage_cost":0.1 | - | 0.5 | -
        "cur_state":"running","dph_total":0,"storage_total_cost":0       | 0   | 0   | 0
        """)
    void saysNoPriceWhereVastSaysNone(
            String prices, @Nullable BigDecimal now, @Nullable BigDecimal running, @Nullable BigDecimal parked) {
        AuditReport report = report("{\"id\":1,\"actual_status\":\"running\"," + prices + "}", "");

        AuditLine line = report.lines().get(0);
        assertThat(line.nowUsdPerHour()).isEqualTo(now);
        assertThat(line.runningUsdPerHour()).isEqualTo(running);
        assertThat(line.parkedUsdPerHour()).isEqualTo(parked);
        assertThat(report.notes())
                .isEqualTo(now == null ? List.of("1 of the lines tell no price of now, and are in no sum") : List.of());
        assertThat(report.json()).contains("\"now_usd_per_hour\":" + (now == null ? "null" : now));
    }

    @Test
    void goesOnWithoutWhatTheKeyMayNotRead() {
        vast.answer(VastListTest.page("null", 1, "{\"id\":1," + RUNS + "}"));
        vast.answer(403, "{\"success\":false,\"error\":\"not_authorized\"}");
        vast.answer(403, "{\"success\":false,\"error\":\"not_authorized\"}");

        AuditReport report = new AuditReader(vast.client(), NOW).read();

        assertThat(report.lines()).hasSize(1);
        assertThat(report.notes())
                .containsExactly("volumes could not be read (FORBIDDEN)", "the credit could not be read (FORBIDDEN)");
        assertThat(report.table()).contains("Note: volumes could not be read").doesNotContain("Credit left");
        assertThat(report.json())
                .contains("\"credit_usd\":null", "\"notes\":[\"volumes could not be read (FORBIDDEN)\",");
    }

    @Test
    void writesJsonForPrograms() {
        vast.answer(VastListTest.page("null", 1, "{\"id\":1," + RUNS + "}"));
        vast.answer("{\"volumes\":[]}").answer("{\"credit\":12.5}");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int code = VastAudit.run(List.of("--json"), environment(), print(out), print(out));

        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("{\"now_usd_per_hour\":0.5,\"now_usd_per_month\":366.0,")
                .contains("\"kind\":\"machine\",\"id\":\"1\"")
                .doesNotContain(TestVast.KEY);
    }

    @Test
    void saysWhatIsWrongAndNotTheKey() {
        vast.answer(
                404, "{\"success\":false,\"error\":\"auth_error\",\"msg\":\"Invalid user key " + TestVast.KEY + "\"}");
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = VastAudit.run(List.of(), environment(), print(new ByteArrayOutputStream()), print(err));

        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("auth_error").doesNotContain(TestVast.KEY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        --nope        | x | -             | -          | 2 | usage:
        --json --json | x | -             | -          | 2 | usage:
        -             | - | -             | -          | 2 | set one of VAST_API_KEY and VAST_API_KEY_FILE
        -             | x | /no/such/file | -          | 2 | not both
        -             | x | -             | no address | 2 | Vast options are not usable
        -             | - | /no/such/file | -          | 1 | /no/such/file could not be read
        """)
    void endsWithACodeThatSaysWhoseFaultItIs(
            @Nullable String arguments,
            @Nullable String key,
            @Nullable String file,
            @Nullable String url,
            int code,
            String said) {
        Map<String, String> environment = new HashMap<>();
        environment.put("VAST_API_KEY", Objects.requireNonNullElse(key, ""));
        environment.put("VAST_API_KEY_FILE", Objects.requireNonNullElse(file, ""));
        environment.put("VAST_URL", Objects.requireNonNullElse(url, vast.url()));
        List<String> given = arguments == null ? List.of() : List.of(arguments.split(" "));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(VastAudit.run(given, environment, print(out), print(err))).isEqualTo(code);

        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(said);
        assertThat(vast.requests()).isZero();
    }

    @Test
    void explainsItself() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(VastAudit.run(List.of("--help"), Map.of(), print(out), print(new ByteArrayOutputStream())))
                .isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("usage:", "--json", "VAST_API_KEY", "VAST_API_KEY_FILE", "instance_read", "user_read")
                .contains("Ends with 0");
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
        return new AuditReader(vast.client(), NOW).read();
    }

    private Map<String, String> environment() {
        return Map.of("VAST_API_KEY", TestVast.KEY, "VAST_URL", vast.url());
    }

    private static PrintStream print(ByteArrayOutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }
}
