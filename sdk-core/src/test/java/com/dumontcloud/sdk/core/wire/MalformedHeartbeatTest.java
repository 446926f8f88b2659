package com.dumontcloud.sdk.core.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not a heartbeat at all, and what merely looks odd. */
class MalformedHeartbeatTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "null",
                "true",
                "12",
                "\"text\"",
                "[]",
                "[{\"instance_id\":\"m-1\"}]",
                "{",
                "}",
                "{}}",
                "{}{}",
                "{\"instance_id\":\"m-1\"} x",
                "{\"instance_id\":\"m-1\"}{",
                "{\"instance_id\":\"m-1\",}",
                "{,\"instance_id\":\"m-1\"}",
                "{\"instance_id\" \"m-1\"}",
                "{\"instance_id\":}",
                "{instance_id:\"m-1\"}",
                "{'instance_id':'m-1'}",
                "{\"instance_id\":\"m-1\" \"seq\":1}",
                "{\"instance_id\":\"m-1\"/* comment */}",
                "{\"instance_id\":\"m-1\",\"unknown\":[1,]}",
                "{\"instance_id\":\"m-1\",\"unknown\":[1 2]}",
                "{\"instance_id\":\"m-1\",\"unknown\":[}",
                "{\"instance_id\":\"m-1\",\"unknown\":{]}",
                "{\"instance_id\":\"m-1\",\"unknown\":nul}",
                "{\"instance_id\":\"m-1\",\"unknown\":nulll}",
                "{\"instance_id\":\"m-1\",\"unknown\":True}",
                "{\"instance_id\":\"m-1\",\"unknown\":undefined}",
                "\ufeff{\"instance_id\":\"m-1\"}"
            })
    void refusesWhatIsNotOneJsonObject(String document) {
        assertThat(refused(document.getBytes(UTF_8)).problem()).isEqualTo(Problem.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "-Infinity",
                "nan",
                "+1",
                "01",
                "00",
                "-01",
                "1.",
                ".5",
                "-",
                "1e",
                "1e+",
                "1.e3",
                "0x10",
                "1_000",
                "1,5",
                "--1",
                "1e999",
                "-1e999",
                "1e99999999999",
                "12abc",
                "1.2.3"
            })
    void refusesWhatIsNoNumber(String number) {
        InvalidHeartbeatException refused =
                refused(("{\"instance_id\":\"m-1\",\"idle_seconds\":" + number + "}").getBytes(UTF_8));

        assertThat(refused.problem()).isEqualTo(Problem.MALFORMED);
        assertThat(refused.instanceId()).isEqualTo(MachineId.of("m-1"));
    }

    @Test
    void namesTheFieldOfAMalformedNumber() {
        InvalidHeartbeatException refused =
                refused("{\"instance_id\":\"m-1\",\"gpu_metrics\":{\"power_watts\":NaN}}".getBytes(UTF_8));

        assertThat(refused.field()).isEqualTo("gpu_metrics.power_watts");
        assertThat(refused).hasMessageContaining("expected a number").hasMessageContaining("'N' at byte 50");
    }

    @Test
    void refusesANumberOfMoreThan64Characters() {
        assertThat(refused(("{\"instance_id\":\"m-1\",\"idle_seconds\":0." + "0".repeat(63) + "}").getBytes(UTF_8)))
                .hasMessageContaining("at most 64");
        assertThat(decode("{\"instance_id\":\"m-1\",\"idle_seconds\":0." + "0".repeat(62) + "}")
                        .idleSeconds())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hostname | 5",
                "hostname | true",
                "hostname | {}",
                "hostname | [\"a\"]",
                "timestamp | 1734708600",
                "gpu_metrics | []",
                "gpu_metrics | 5",
                "gpu_metrics | \"none\"",
                "gpu_utilization | \"87\"",
                "gpu_utilization | true",
                "gpu_utilization | [87]",
                "process_count | \"3\"",
                "process_count | 1.5",
                "active_users | true",
                "seq | 1.5",
                "seq | \"1\"",
                "uptime_seconds | \"1 day\"",
                "cost_accumulated | \"2.40\"",
                "reporter | \"agent\"",
                "gpus | {}",
                "host | []",
                "people | 1",
                "busy | true",
                "results | {}",
                "goodbye | \"finished\""
            })
    void refusesAnotherTypeThanTheContractGives(String field, String value) {
        InvalidHeartbeatException refused =
                refused(("{\"" + field + "\":" + value + ",\"instance_id\":\"m-1\"}").getBytes(UTF_8));

        assertThat(refused.problem()).isEqualTo(Problem.MALFORMED);
        assertThat(refused.field()).isEqualTo(field);
        assertThat(refused.instanceId()).isEqualTo(MachineId.of("m-1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpus[1].index | {\"gpus\":[{},{\"index\":\"0\"}]}",
                "gpus[0] | {\"gpus\":[7]}",
                "gpus[1] | {\"gpus\":[null,\"x\"]}",
                "gpus[0].absent | {\"gpus\":[{\"absent\":{\"power_watts\":5}}]}",
                "gpus[0].absent | {\"gpus\":[{\"absent\":{\"a\":\"x\",\"a\":\"y\"}}]}",
                "gpus[0].instances | {\"gpus\":[{\"instances\":{}}]}",
                "gpus[0].instances[1] | {\"gpus\":[{\"instances\":[{},5]}]}",
                "gpus[1].instances[2].uuid | {\"gpus\":[{},{\"instances\":[{},{},{\"uuid\":5}]}]}",
                "gpus[0].instances[0] | {\"gpus\":[{\"instances\":[{\"of_a_newer_version\":nul}]}]}",
                "gpus[0].xid | {\"gpus\":[{\"instances\":[{\"uuid\":\"MIG-1\"}],\"xid\":\"79\"}]}",
                "gpus[1].xid | {\"gpus\":[{\"instances\":[{}]},{\"xid\":\"79\"}]}",
                "people.ssh_sessions | {\"gpus\":[{\"instances\":[{}]}],\"people\":{\"ssh_sessions\":\"2\"}}",
                "seq | {\"gpus\":[{\"instances\":[{}]}],\"seq\":\"2\"}",
                "results[0].id | {\"results\":[{\"id\":5}]}",
                "results[2].progress | {\"results\":[{},{},{\"progress\":\"half\"}]}",
                "people.jupyter_busy | {\"people\":{\"jupyter_busy\":1}}",
                "busy.active | {\"busy\":{\"active\":\"yes\"}}",
                "goodbye.reason | {\"goodbye\":{\"reason\":1}}"
            })
    void namesThePathOfTheFault(String path, String fields) {
        String document = "{\"instance_id\":\"m-1\"," + fields.substring(1);

        assertThat(refused(document.getBytes(UTF_8)).field()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e3", "1E3", "1.0", "true", "{}", "[]", "[1]"})
    void refusesAnIdThatIsNeitherTextNorWholeNumber(String value) {
        InvalidHeartbeatException refused = refused(("{\"instance_id\":" + value + "}").getBytes(UTF_8));

        assertThat(refused.problem()).isEqualTo(Problem.MALFORMED);
        assertThat(refused.field()).isEqualTo("instance_id");
        assertThat(refused.instanceId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"instance_id\":null}", "{\"hostname\":\"gpu-001\",\"seq\":1}"})
    void refusesAHeartbeatOfNobody(String document) {
        InvalidHeartbeatException refused = refused(document.getBytes(UTF_8));

        assertThat(refused.problem()).isEqualTo(Problem.MALFORMED);
        assertThat(refused.field()).isEqualTo("instance_id");
        assertThat(refused).hasMessageContaining("missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "instance_id | {\"instance_id\":\"m-1\",\"instance_id\":\"m-1\"}",
                "instance_id | {\"seq\":1,\"instance_id\":\"m-1\",\"instance_id\":\"m-2\"}",
                "seq | {\"instance_id\":\"m-1\",\"seq\":1,\"seq\":1}",
                "seq | {\"instance_id\":\"m-1\",\"seq\":null,\"hostname\":\"h\",\"seq\":1}",
                "gpu_metrics | {\"instance_id\":\"m-1\",\"gpu_metrics\":{},\"gpu_metrics\":{}}",
                "gpu_metrics.power_watts | {\"instance_id\":\"m-1\",\"gpu_metrics\":{\"power_watts\":1,\"power_watts\":1}}",
                "gpus[1].index | {\"instance_id\":\"m-1\",\"gpus\":[{\"index\":0},{\"index\":1,\"index\":1}]}",
                "gpus[0].xid | {\"instance_id\":\"m-1\",\"gpus\":[{\"xid\":79,\"state\":\"ok\",\"xid\":79}]}",
                "gpus[0].instances[0].uuid | {\"instance_id\":\"m-1\",\"gpus\":[{\"instances\":[{\"uuid\":\"a\",\"uuid\":\"a\"}]}]}",
                "hostname | {\"instance_id\":\"m-1\",\"hostname\":\"a\",\"host\\u006eame\":\"b\"}"
            })
    void refusesAFieldThatIsThereTwice(String field, String document) {
        InvalidHeartbeatException refused = refused(document.getBytes(UTF_8));

        assertThat(refused.problem()).isEqualTo(Problem.MALFORMED);
        assertThat(refused.field()).isEqualTo(field);
        assertThat(refused).hasMessageContaining("twice");
        assertThat(refused.instanceId()).isEqualTo(MachineId.of("m-1"));
    }

    @Test
    void ignoresAFieldNobodyKnowsThatIsThereTwice() {
        assertThat(decode("{\"instance_id\":\"m-1\",\"new\":1,\"new\":2}").instanceId())
                .isEqualTo(MachineId.of("m-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-12-20",
                "2024-12-20T15:30:00",
                "2024-12-20 15:30:00Z",
                "2024-12-20T15:30Z",
                "2024-12-20T15:30:00z",
                "2024-12-20t15:30:00Z",
                "2024-12-20T15:30:00.Z",
                "2024-12-20T15:30:00.1234567890Z",
                "2024-12-20T15:30:00,5Z",
                "2024-12-20T15:30:00+0100",
                "2024-12-20T15:30:00+01",
                "2024-12-20T15:30:00+19:00",
                "2024-12-20T15:30:00+01:60",
                "2024-12-20T15:30:00ZZ",
                "2024-12-20T15:30:00 Z",
                "2024-13-20T15:30:00Z",
                "2024-00-20T15:30:00Z",
                "2024-12-00T15:30:00Z",
                "2024-12-32T15:30:00Z",
                "2023-02-29T15:30:00Z",
                "2024-12-20T24:00:00Z",
                "2024-12-20T15:60:00Z",
                "2024-12-20T15:30:60Z",
                "20241220T153000Z",
                "+02024-12-20T15:30:00Z",
                "-2024-12-20T15:30:00Z",
                "Fri, 20 Dec 2024 15:30:00 GMT",
                "now",
                "",
                "２０２４-12-20T15:30:00Z"
            })
    void refusesWhatIsNoInstant(String text) {
        InvalidHeartbeatException refused =
                refused(("{\"instance_id\":\"m-1\",\"last_activity\":\"" + text + "\"}").getBytes(UTF_8));

        assertThat(refused.problem()).isEqualTo(Problem.MALFORMED);
        assertThat(refused.field()).isEqualTo("last_activity");
    }

    /** Bytes of a text that are not UTF-8, as Latin-1 characters. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080",
                "\u00bf",
                "\u00c0\u00af",
                "\u00c1\u00bf",
                "\u00c3",
                "\u00c3x",
                "\u00e0\u009f\u00bf",
                "\u00e2\u0082",
                "\u00e2\u0082x",
                "\u00ed\u00a0\u0080",
                "\u00ed\u00bf\u00bf",
                "\u00f0\u008f\u00bf\u00bf",
                "\u00f0\u009f\u009a",
                "\u00f4\u0090\u0080\u0080",
                "\u00f5\u0080\u0080\u0080",
                "\u00fe",
                "\u00ff"
            })
    void refusesInvalidUtf8WhereverItStands(String bytes) {
        for (String field : new String[] {"hostname", "unknown"}) {
            byte[] document = ("{\"instance_id\":\"m-1\",\"" + field + "\":\"a" + bytes + "\"}").getBytes(ISO_8859_1);
            assertThat(refused(document)).hasMessageContaining("UTF-8");
        }
        assertThat(refused(("{\"instance_id\":\"m-1\",\"a" + bytes + "\":1}").getBytes(ISO_8859_1)))
                .hasMessageContaining("UTF-8");
        assertThat(refused(("{\"instance_id\":\"m-1\"," + bytes + "}").getBytes(ISO_8859_1))
                        .problem())
                .isEqualTo(Problem.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud83d",
                "\\ude80",
                "\\ud83d\\ud83d",
                "\\ud83dx",
                "\\ud83d\\n",
                "\\u12",
                "\\u12g4",
                "\\u",
                "\\x41",
                "\\'",
                "\\U0041",
                "a\tb",
                "a\nb",
                "a\u0000b",
                "a\u001fb"
            })
    void refusesBadEscapesAndBareControlCharacters(String text) {
        for (String field : new String[] {"hostname", "unknown"}) {
            byte[] document = ("{\"instance_id\":\"m-1\",\"" + field + "\":\"" + text + "\"}").getBytes(UTF_8);
            assertThat(refused(document).problem()).isEqualTo(Problem.MALFORMED);
        }
    }

    @Test
    void readsEveryEscapeAndEveryLengthOfUtf8() {
        Heartbeat heartbeat = decode("""
                {"instance_id":"m-1","busy":{"active":true,
                 "label":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83d\\ude80 é€🚀\u007f"}}""");

        assertThat(heartbeat.busy().label()).isEqualTo("\"\\/\b\f\n\r\té€🚀 é€🚀\u007f");
    }

    @Test
    void readsNamesWrittenWithEscapes() {
        assertThat(decode("{\"\\u0069nstance_id\":\"m-1\",\"host\\u006eame\":\"h\"}")
                        .hostname())
                .isEqualTo("h");
    }

    @Test
    void takesNullsForAbsentEverywhere() {
        Heartbeat heartbeat = decode("""
                {"instance_id":"m-1","hostname":null,"timestamp":null,"gpu_metrics":null,"process_count":null,
                 "active_users":null,"last_activity":null,"agent_version":null,"gpu_utilization":null,"vram_used_gb":null,
                 "cpu_utilization":null,"ram_used_gb":null,"disk_used_gb":null,"cost_accumulated":null,"status":null,
                 "uptime_seconds":null,"reporter":null,"seq":null,"boot_id":null,"idle_seconds":null,"gpus":null,"host":null,
                 "people":null,"busy":null,"results":null,"goodbye":null}""");

        assertThat(heartbeat)
                .usingRecursiveComparison()
                .isEqualTo(Heartbeat.builder(MachineId.of("m-1")).build());
    }

    @Test
    void takesNullsForAbsentInAGpuToo() {
        Heartbeat heartbeat = decode("""
                {"instance_id":"m-1","gpus":[{"index":null,"uuid":null,"name":null,"utilization_mean_percent":null,
                 "utilization_max_percent":null,"samples":null,"covered_seconds":null,"memory_used_mb":null,
                 "memory_total_mb":null,"temperature_celsius":null,"power_watts":null,"state":null,"absent":null,
                 "memory_utilization_percent":null,"power_limit_watts":null,"energy_joules":null,"sm_clock_mhz":null,
                 "memory_clock_mhz":null,"pcie_rx_bytes":null,"pcie_tx_bytes":null,"sm_utilization_percent":null,
                 "ecc_uncorrected_errors":null,"xid":null,"process_count":null,"memory_basis":null,"instances":null}]}""");

        assertThat(heartbeat.gpus()).containsExactly(GpuReading.of(0, GpuReading.State.UNKNOWN));
    }

    @Test
    void takes32LevelsAndNoMore() {
        assertThat(decode(nested(31)).instanceId()).isEqualTo(MachineId.of("m-1"));
        assertThat(refused(nested(32).getBytes(UTF_8))).hasMessageContaining("deeper than 32");
        assertThat(refused(("[".repeat(60_000)).getBytes(UTF_8)).problem()).isEqualTo(Problem.MALFORMED);
        assertThat(refused(("{\"a\":".repeat(13_000)).getBytes(UTF_8)).problem())
                .isEqualTo(Problem.MALFORMED);
    }

    @Test
    void takes64KibibytesAndNoMore() {
        byte[] largest = new byte[AgentCodec.MAX_BODY_BYTES];
        Arrays.fill(largest, (byte) ' ');
        byte[] document = "{\"instance_id\":\"m-1\"}".getBytes(UTF_8);
        System.arraycopy(document, 0, largest, 0, document.length);
        assertThat(AgentCodec.decodeHeartbeat(largest).instanceId()).isEqualTo(MachineId.of("m-1"));

        byte[] tooLarge = Arrays.copyOf(largest, largest.length + 1);
        tooLarge[largest.length] = ' ';
        assertThat(refused(tooLarge)).hasMessageContaining("65537").hasMessageContaining("65536");
    }

    @ParameterizedTest
    @MethodSource("com.dumontcloud.sdk.core.wire.Heartbeats#documents")
    void refusesADocumentCutOffAtAnyByte(String document) {
        byte[] whole = document.strip().getBytes(UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> AgentCodec.decodeHeartbeat(cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOfSatisfying(
                            InvalidHeartbeatException.class,
                            refused -> assertThat(refused.problem()).isEqualTo(Problem.MALFORMED));
        }
    }

    private static String nested(int levels) {
        return "{\"instance_id\":\"m-1\",\"unknown\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
    }

    private static Heartbeat decode(String json) {
        return AgentCodec.decodeHeartbeat(json.getBytes(UTF_8));
    }

    private static InvalidHeartbeatException refused(byte[] json) {
        return catchThrowableOfType(InvalidHeartbeatException.class, () -> AgentCodec.decodeHeartbeat(json));
    }
}
