package com.dumontcloud.sdk.agent.internal.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void readsEveryKindOfValue() {
        assertThat(Json.parse(" {\"a\" : [1, -2.5e3, true, false, null, {}, []],\n\"b\":\"x\"} "))
                .isEqualTo(Map.of("a", Arrays.asList(1.0, -2500.0, true, false, null, Map.of(), List.of()), "b", "x"));
    }

    @Test
    void readsEveryEscape() {
        assertThat(Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\""))
                .isEqualTo("\"\\/\b\f\n\r\t\u00e9\ud83d\ude00");
    }

    @Test
    void theLastOfTwoNamesHolds() {
        assertThat(Json.parse("{\"a\":1,\"a\":2}")).isEqualTo(Map.of("a", 2.0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "\"",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "[1",
                "[1,",
                "[1,]",
                "{,}",
                "{a:1}",
                "tru",
                "nul",
                "01",
                "1.",
                ".5",
                "-",
                "+1",
                "NaN",
                "1e",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"a\nb\"",
                "1 2",
                "[] []",
                "<html>",
                "\u0000",
                "[1 2]",
                "{\"a\" 1}",
                "'a'"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(text));
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        assertThat(Json.parse("[".repeat(33) + "]".repeat(33))).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse("[".repeat(34) + "]".repeat(34)));
        assertThatIllegalArgumentException().isThrownBy(() -> Json.parse("[".repeat(100_000)));
    }
}
