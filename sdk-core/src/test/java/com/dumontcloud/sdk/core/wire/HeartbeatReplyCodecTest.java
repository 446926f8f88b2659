package com.dumontcloud.sdk.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies to heartbeats, from control planes of any age. */
class HeartbeatReplyCodecTest {

    private static final HeartbeatReply FULL = HeartbeatReply.builder()
            .nextHeartbeatIn(Duration.ofSeconds(60))
            .hibernateIn(Duration.ofSeconds(120))
            .message("Low utilization detected")
            .warning("GPU <5% utilization for 3min. Hibernating in 2min.")
            .commands(List.of(
                    new AgentCommand("c-1", AgentCommand.HIBERNATE, Map.of(AgentCommand.SAVE_FOR_SECONDS, "60")),
                    AgentCommand.of("c-2", "a word from the future")))
            .build();

    @Test
    void carriesEverythingInTheFlatDialect() {
        String json = text(AgentCodec.encodeReply(FULL, Dialect.FLAT));

        assertThat(json)
                .isEqualTo(
                        "{\"success\":true,\"message\":\"Low utilization detected\",\"next_heartbeat_in_seconds\":60,"
                                + "\"actions\":[{\"type\":\"hibernate_warning\","
                                + "\"message\":\"GPU <5% utilization for 3min. Hibernating in 2min.\",\"countdown_seconds\":120},"
                                + "{\"id\":\"c-1\",\"type\":\"hibernate\",\"args\":{\"save_for_seconds\":\"60\"}},"
                                + "{\"id\":\"c-2\",\"type\":\"a word from the future\",\"args\":{}}]}");
        assertThat(decode(json)).usingRecursiveComparison().isEqualTo(FULL);
    }

    @Test
    void carriesAllButTheTextsInTheNestedDialect() {
        String json = text(AgentCodec.encodeReply(FULL, Dialect.NESTED));

        assertThat(json)
                .isEqualTo("{\"success\":true,\"commands\":["
                        + "{\"id\":\"c-1\",\"type\":\"hibernate\",\"args\":{\"save_for_seconds\":\"60\"}},"
                        + "{\"id\":\"c-2\",\"type\":\"a word from the future\",\"args\":{}}],"
                        + "\"hibernate_in_seconds\":120,\"next_heartbeat_in\":60}");
        HeartbeatReply decoded = decode(json);
        assertThat(decoded.message()).isNull();
        assertThat(decoded.warning()).isNull();
        assertThat(decoded)
                .usingRecursiveComparison()
                .ignoringFields("message", "warning")
                .isEqualTo(FULL);
    }

    @Test
    void writesTheShapeOfEachDialectEvenWhenThereIsNothingToSay() {
        HeartbeatReply nothing = HeartbeatReply.builder().build();

        assertThat(text(AgentCodec.encodeReply(nothing, Dialect.FLAT)))
                .isEqualTo("{\"success\":true,\"message\":\"Heartbeat received\",\"actions\":[]}");
        assertThat(text(AgentCodec.encodeReply(nothing, Dialect.NESTED)))
                .isEqualTo("{\"success\":true,\"commands\":[],\"hibernate_in_seconds\":null}");
    }

    @Test
    void warnsInTheFlatDialectWithoutAText() {
        HeartbeatReply countdown =
                HeartbeatReply.builder().hibernateIn(Duration.ZERO).build();

        String json = text(AgentCodec.encodeReply(countdown, Dialect.FLAT));

        assertThat(json).contains("[{\"type\":\"hibernate_warning\",\"countdown_seconds\":0}]");
        assertThat(decode(json).hibernateIn()).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "PT30S, 30",
        "PT29.001S, 30",
        "PT0.001S, 1",
        "PT0S, 0",
    })
    void roundsTheIntervalUp(Duration interval, long told) {
        HeartbeatReply reply =
                HeartbeatReply.builder().nextHeartbeatIn(interval).build();

        assertThat(decode(text(AgentCodec.encodeReply(reply, Dialect.NESTED))).nextHeartbeatIn())
                .isEqualTo(Duration.ofSeconds(told));
    }

    @ParameterizedTest
    @CsvSource({"PT120S, 120", "PT119.999S, 119", "PT0.999S, 0", "PT-5S, 0"})
    void roundsTheCountdownDownAndNotBelowNothing(Duration countdown, long told) {
        HeartbeatReply reply = HeartbeatReply.builder().hibernateIn(countdown).build();

        assertThat(decode(text(AgentCodec.encodeReply(reply, Dialect.NESTED))).hibernateIn())
                .isEqualTo(Duration.ofSeconds(told));
    }

    @Test
    void readsCommandsThatAreWordsAndWhateverElseStandsAmongThem() {
        HeartbeatReply reply = decode("""
                {"success":true,"commands":["hibernate",{"type":"snapshot"},{"id":17,"type":"update",
                 "args":{"version":"1.3.0","count":5,"force":true,"none":null,"list":[1, "x"]}},{"id":"no-type"},null,7,[]]}""");

        assertThat(reply.commands())
                .containsExactly(
                        new AgentCommand(null, AgentCommand.HIBERNATE, Map.of()),
                        new AgentCommand(null, AgentCommand.SNAPSHOT, Map.of()),
                        new AgentCommand(
                                "17",
                                AgentCommand.UPDATE,
                                Map.of("version", "1.3.0", "count", "5", "force", "true", "list", "[1, \"x\"]")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30 | PT30S",
                "30.5 | PT30.5S",
                "3e1 | PT30S",
                "0 | PT0S",
                "-5 | PT-5S",
                "-0.5 | PT-0.5S",
                "1e18 | PT277777777777777H46M40S",
                "1e300 | ",
                "99999999999999999999 | ",
                "null | ",
                "\"30\" | ",
                "true | ",
                "[30] | ",
                "{} | "
            })
    void readsAnIntervalAsToldAndNoOther(String told, Duration interval) {
        for (String field : List.of("next_heartbeat_in", "next_heartbeat_in_seconds")) {
            assertThat(decode("{\"success\":true,\"" + field + "\":" + told + "}")
                            .nextHeartbeatIn())
                    .isEqualTo(interval);
        }
        assertThat(decode("{\"hibernate_in_seconds\":" + told + "}").hibernateIn())
                .isEqualTo(interval);
        assertThat(decode("{\"actions\":[{\"type\":\"hibernate_warning\",\"countdown_seconds\":" + told + "}]}")
                        .hibernateIn())
                .isEqualTo(interval);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"success\":true}",
                "{\"success\":\"yes\",\"message\":5,\"actions\":{},\"commands\":\"hibernate\",\"of_tomorrow\":{\"a\":[1]}}",
                "{\"success\":null,\"message\":null,\"actions\":null,\"commands\":null,\"hibernate_in_seconds\":null}"
            })
    void readsNothingFromAReplyThatSaysNothing(String json) {
        assertThat(decode(json))
                .usingRecursiveComparison()
                .isEqualTo(HeartbeatReply.builder().build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"ok\"",
                "12",
                "OK",
                "<html><body>502 Bad Gateway</body></html>",
                "{\"success\":true",
                "{\"success\":true}}",
                "{\"next_heartbeat_in\":NaN}"
            })
    void refusesWhatIsNoJsonObject(String answer) {
        assertThatThrownBy(() -> decode(answer))
                .isInstanceOfSatisfying(
                        DumontException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Kind.INVALID_ANSWER));
    }

    @Test
    void refusesAnAnswerOfMoreThan64Kibibytes() {
        byte[] answer = new byte[AgentCodec.MAX_BODY_BYTES + 1];
        Arrays.fill(answer, (byte) ' ');
        answer[0] = '{';
        answer[1] = '}';

        assertThat(AgentCodec.decodeReply(Arrays.copyOf(answer, AgentCodec.MAX_BODY_BYTES)))
                .isNotNull();
        assertThatThrownBy(() -> AgentCodec.decodeReply(answer))
                .isInstanceOfSatisfying(
                        DumontException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Kind.INVALID_ANSWER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"success\":false,\"error\":\"no such machine\"} | no such machine",
                "{\"success\":false,\"message\":\"try later\"} | try later",
                "{\"success\":false} | does not say why"
            })
    void failsWhereTheControlPlaneSaysThatItFailed(String answer, String why) {
        assertThatThrownBy(() -> decode(answer))
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(
                        DumontException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Kind.SERVER));
    }

    @Test
    void refusesDamagedAnswersAndNeverFailsOtherwise() {
        Random random = new Random(11);
        byte[] whole = AgentCodec.encodeReply(FULL, Dialect.FLAT);
        for (int i = 0; i < 30_000; i++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int change = random.nextInt(4); change > 0 && damaged.length > 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                AgentCodec.decodeReply(damaged);
            } catch (DumontException refused) {
                assertThat(refused.kind()).isIn(Kind.INVALID_ANSWER, Kind.SERVER);
            }
        }
    }

    private static HeartbeatReply decode(String json) {
        return AgentCodec.decodeReply(json.getBytes(UTF_8));
    }

    private static String text(byte[] json) {
        return new String(json, UTF_8);
    }
}
