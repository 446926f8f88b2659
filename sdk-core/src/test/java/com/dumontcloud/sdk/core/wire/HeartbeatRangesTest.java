package com.dumontcloud.sdk.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of the right type that can and cannot be, at both ends of every range. */
class HeartbeatRangesTest {

    /** The path of a number in a heartbeat, and the ends of its range. */
    @ParameterizedTest
    @CsvSource({
        "gpu_utilization, 0, 100",
        "cpu_utilization, 0, 100",
        "gpu_metrics.utilization_percent, 0, 100",
        "host.cpu_percent, 0, 100",
        "gpus[0].utilization_mean_percent, 0, 100",
        "gpus[0].utilization_max_percent, 0, 100",
        "gpus[0].memory_utilization_percent, 0, 100",
        "gpus[0].sm_utilization_percent, 0, 100",
        "gpus[0].instances[0].sm_utilization_percent, 0, 100",
        "vram_used_gb, 0, 65536",
        "ram_used_gb, 0, 65536",
        "disk_used_gb, 0, 1048576",
        "host.disk_used_gb, 0, 1048576",
        "gpu_metrics.memory_used_mb, 0, 67108864",
        "gpu_metrics.memory_total_mb, 0, 67108864",
        "host.memory_used_mb, 0, 67108864",
        "host.memory_total_mb, 0, 67108864",
        "gpus[0].memory_used_mb, 0, 67108864",
        "gpus[0].memory_total_mb, 0, 67108864",
        "gpus[0].instances[0].memory_used_mb, 0, 67108864",
        "gpus[0].instances[0].memory_total_mb, 0, 67108864",
        "gpu_metrics.temperature_celsius, 0, 200",
        "gpus[0].temperature_celsius, 0, 200",
        "gpu_metrics.power_watts, 0, 100000",
        "gpus[0].power_watts, 0, 100000",
        "gpus[0].power_limit_watts, 0, 100000",
        "cost_accumulated, 0, 1000000000",
        "uptime_seconds, 0, 1000000000",
        "idle_seconds, 0, 1000000000",
        "people.last_input_seconds, 0, 1000000000",
        "busy.progress_changed_seconds, 0, 1000000000",
        "gpus[0].covered_seconds, 0, 1000000000",
        "busy.progress, 0, 1",
        "results[0].progress, 0, 1"
    })
    void takesADecimalUpToBothEndsAndNoFurther(String path, String smallest, String largest) {
        accepts(path, smallest);
        accepts(path, smallest + ".0");
        accepts(path, "-0");
        accepts(path, "-0.0");
        accepts(path, largest);
        accepts(path, largest + ".0");
        refuses(path, "-1", smallest + " to " + largest);
        refuses(path, "-0.001", smallest + " to " + largest);
        refuses(path, largest + ".001", smallest + " to " + largest);
        refuses(path, largest + "1", smallest + " to " + largest);
        refuses(path, "4294967295", smallest + " to " + largest);
        refuses(path, "1e300", smallest + " to " + largest);
    }

    @ParameterizedTest
    @CsvSource({
        "process_count, 4194304, 4194305",
        "active_users, 4194304, 4194305",
        "people.ssh_sessions, 4194304, 4194305",
        "gpus[0].samples, 4194304, 4194305",
        "gpus[0].index, 255, 256",
        "gpus[0].process_count, 4194304, 4194305",
        "gpus[0].instances[0].process_count, 4194304, 4294967295",
        "gpus[0].sm_clock_mhz, 100000, 100001",
        "gpus[0].memory_clock_mhz, 100000, 4294967295",
        "gpus[0].xid, 65535, 65536",
        "gpus[0].pcie_rx_bytes, 9007199254740991, 9007199254740992",
        "gpus[0].pcie_tx_bytes, 9007199254740991, 9007199254740993",
        "gpus[0].ecc_uncorrected_errors, 9007199254740991, 18446744073709551615",
        "seq, 9007199254740991, 9007199254740992",
        "host.disk_read_bytes, 9007199254740991, 9007199254740992",
        "host.disk_write_bytes, 9007199254740991, 9007199254740992",
        "host.net_rx_bytes, 9007199254740991, 9007199254740993",
        "host.net_tx_bytes, 9007199254740991, 18446744073709551615"
    })
    void takesAWholeNumberUpToBothEndsAndNoFurther(String path, String largest, String beyond) {
        accepts(path, "0");
        accepts(path, "1");
        accepts(path, "3.0");
        accepts(path, "1e2");
        accepts(path, largest);
        refuses(path, "-1", "0 to " + largest);
        refuses(path, beyond, "0 to " + largest);
        refuses(path, "1e300", "0 to " + largest);
    }

    /** A counter of joules has no "not known" of 32 bits: after two hours at 600 watts that is a number like any other. */
    @Test
    void takesJoulesUpToAKilowattForAsLongAsAnythingCanLast() {
        String path = "gpus[0].energy_joules";

        accepts(path, "0");
        accepts(path, "4294967.295");
        accepts(path, "4294967295");
        accepts(path, "1000000000000");
        refuses(path, "-0.001", "0 to 1000000000000");
        refuses(path, "1000000000000.001", "0 to 1000000000000");
        refuses(path, "18446744073709551.615", "0 to 1000000000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp", "last_activity"})
    void takesInstantsOfTheYears1970To2261(String path) {
        accepts(path, "\"1970-01-01T00:00:00Z\"");
        accepts(path, "\"1970-01-01T01:00:00+01:00\"");
        accepts(path, "\"2261-12-31T23:59:59.999999999Z\"");
        refuses(path, "\"1969-12-31T23:59:59.999999999Z\"", "1970 to 2261");
        refuses(path, "\"1970-01-01T00:00:00+00:01\"", "1970 to 2261");
        refuses(path, "\"2262-01-01T00:00:00Z\"", "1970 to 2261");
        refuses(path, "\"0001-01-01T00:00:00Z\"", "1970 to 2261");
        refuses(path, "\"9999-12-31T23:59:59Z\"", "1970 to 2261");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hostname",
                "agent_version",
                "status",
                "boot_id",
                "reporter.id",
                "reporter.kind",
                "reporter.start_id",
                "gpus[0].uuid",
                "gpus[0].name",
                "gpus[0].state",
                "gpus[0].memory_basis",
                "gpus[0].instances[0].uuid",
                "results[0].id",
                "results[0].outcome",
                "results[0].snapshot_id",
                "goodbye.reason"
            })
    void takesWordsOf256CharactersWithoutControlCharacters(String path) {
        accepts(path, quoted("x".repeat(256)));
        accepts(path, quoted("zwölf Bögen 🚀"));
        refuses(path, quoted("x".repeat(257)), "256");
        refuses(path, "\"a\\nb\"", "control character");
        refuses(path, "\"a\\u0000b\"", "control character");
        refuses(path, "\"a\u007fb\"", "control character");
        refuses(path, "\"a\u0085b\"", "control character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reporter.id", "results[0].id"})
    void refusesAnEmptyIdOfAReporterOrACommand(String path) {
        refuses(path, "\"\"", "empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"busy.label", "results[0].detail"})
    void takesTextsForPeopleOf4096Characters(String path) {
        accepts(path, quoted("x".repeat(4096)));
        accepts(path, "\"two\\nlines\\tand a tab\"");
        refuses(path, quoted("x".repeat(4097)), "4096");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpus", "results"})
    void takes256Elements(String array) {
        accepts(array, "[" + "{},".repeat(255) + "{}]");

        InvalidHeartbeatException refused =
                refused("{\"instance_id\":\"m-1\",\"%s\":[%s{}],\"seq\":1}".formatted(array, "{},".repeat(256)));
        assertThat(refused.problem()).isEqualTo(Problem.OUT_OF_RANGE);
        assertThat(refused.field()).isEqualTo(array + "[256]");
        assertThat(refused).hasMessageContaining("at most 256");
    }

    @Test
    void takes64InstancesOfAGpu() {
        accepts("gpus[0].instances", "[" + "{},".repeat(63) + "{}]");

        InvalidHeartbeatException refused =
                refused(document("gpus[0].instances", "[" + "{},".repeat(64) + "{},{\"process_count\":-1}]"));
        assertThat(refused.problem()).isEqualTo(Problem.OUT_OF_RANGE);
        assertThat(refused.field()).isEqualTo("gpus[0].instances[64]");
        assertThat(refused).hasMessageContaining("at most 64");
    }

    @Test
    void takesReasonsFor32AbsentMetrics() {
        StringBuilder entries = new StringBuilder("\"m0\":\"N/A\"");
        for (int i = 1; i < 32; i++) {
            entries.append(",\"m").append(i).append("\":\"N/A\"");
        }
        accepts("gpus[0].absent", "{" + entries + "}");
        refuses("gpus[0].absent", "{" + entries + ",\"m32\":\"N/A\"}", "32");
        refuses("gpus[0].absent", "{\"" + "m".repeat(257) + "\":\"N/A\"}", "256");
    }

    @Test
    void takesAnIdOf128Characters() {
        assertThat(decodedId(quoted("m".repeat(128)))).isEqualTo("m".repeat(128));
        assertThat(decodedId("9".repeat(128))).isEqualTo("9".repeat(128));

        refusesId(quoted("m".repeat(129)), "129 characters");
        refusesId(quoted("m".repeat(300)), "300 characters");
        refusesId("9".repeat(129), "129 characters");
        refusesId("\"\"", "empty");
        refusesId("\"a\\nb\"", "control character");
        refusesId("\"a b\"", "white-space");
        refusesId("-5", "0 or more");
        refusesId("-0", "0 or more");
    }

    @ParameterizedTest
    @CsvSource({
        "456789, 456789",
        "0, 0",
        "9007199254740993, 9007199254740993",
        "123456789012345678901234567890, 123456789012345678901234567890"
    })
    void readsAnIdThatIsANumberToTheLastDigit(String number, String id) {
        assertThat(decodedId(number)).isEqualTo(id);
    }

    @Test
    void namesTheMachineEvenWhenItsIdStandsBehindTheFault() {
        InvalidHeartbeatException refused = refused("{\"gpu_utilization\":185,\"seq\":-1,\"instance_id\":456789}");

        assertThat(refused.problem()).isEqualTo(Problem.OUT_OF_RANGE);
        assertThat(refused.instanceId()).isEqualTo(MachineId.of("456789"));
        assertThat(refused.field()).isEqualTo("gpu_utilization");
        assertThat(refused).hasMessage("gpu_utilization is 185; it must be 0 to 100");
    }

    @Test
    void callsADocumentMalformedThatIsOutOfRangeAsWell() {
        InvalidHeartbeatException refused = refused("{\"instance_id\":\"m-1\",\"gpu_utilization\":185,\"seq\":true}");

        assertThat(refused.problem()).isEqualTo(Problem.MALFORMED);
        assertThat(refused.field()).isEqualTo("seq");
    }

    @Test
    void shortensAVeryLongNumberInTheComplaint() {
        InvalidHeartbeatException refused = refused("{\"instance_id\":\"m-1\",\"seq\":" + "1".repeat(60) + "}");

        assertThat(refused).hasMessageContaining("1".repeat(40) + "...").hasMessageNotContaining("1".repeat(41));
    }

    private static void accepts(String path, String value) {
        assertThatCode(() -> AgentCodec.decodeHeartbeat(document(path, value).getBytes(UTF_8)))
                .as(path + " " + value)
                .doesNotThrowAnyException();
    }

    private static void refuses(String path, String value, String allowed) {
        InvalidHeartbeatException refused = refused(document(path, value));
        assertThat(refused.problem()).as(path + " " + value).isEqualTo(Problem.OUT_OF_RANGE);
        assertThat(refused.field()).isEqualTo(path);
        assertThat(refused).hasMessageStartingWith(path).hasMessageContaining(allowed);
        assertThat(refused.instanceId()).isEqualTo(MachineId.of("m-1"));
    }

    private static void refusesId(String value, String problem) {
        InvalidHeartbeatException refused = refused("{\"seq\":1,\"instance_id\":" + value + ",\"hostname\":\"h\"}");
        assertThat(refused.problem()).isEqualTo(Problem.OUT_OF_RANGE);
        assertThat(refused.field()).isEqualTo("instance_id");
        assertThat(refused).hasMessageContaining(problem);
        assertThat(refused.instanceId()).isNull();
    }

    private static String decodedId(String value) {
        String document = "{\"instance_id\":" + value + "}";
        return AgentCodec.decodeHeartbeat(document.getBytes(UTF_8)).instanceId().value();
    }

    /** Returns a heartbeat with this value at a path such as {@code seq}, {@code host.cpu_percent} or {@code gpus[0].name}. */
    private static String document(String path, String value) {
        String json = value;
        String[] names = path.split("\\.");
        for (int i = names.length - 1; i >= 0; i--) {
            String name = names[i].replace("[0]", "");
            json = "{\"" + name + "\":" + (name.equals(names[i]) ? json : "[" + json + "]") + "}";
        }
        return json.substring(0, json.length() - 1) + ",\"instance_id\":\"m-1\"}";
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static InvalidHeartbeatException refused(String json) {
        return catchThrowableOfType(
                InvalidHeartbeatException.class, () -> AgentCodec.decodeHeartbeat(json.getBytes(UTF_8)));
    }
}
