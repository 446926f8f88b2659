package com.dumontcloud.sdk.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "28864630", "m-1", "i-0abc.def:7/9", "máquina-1", "🚀", "...", ".a", "a..", "./."})
    void takesAnyTextWithoutSpace(String text) {
        assertThat(MachineId.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                " a",
                "a ",
                "a\tb",
                "a\nb",
                "a\u0000b",
                "a\u007fb",
                "a\u0085b",
                "a\u00a0b",
                "a\u2028b",
                "a\u3000b"
            })
    void refusesNothingAndSpaceAndControlCharacters(String text) {
        assertThatThrownBy(() -> MachineId.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void refusesStepsInTheTreeOfAUrl(String text) {
        assertThatThrownBy(() -> MachineId.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("URL");
    }

    @Test
    void takes128CharactersAndNoMore() {
        assertThat(MachineId.of("x".repeat(128)).value()).hasSize(128);
        assertThatThrownBy(() -> MachineId.of("x".repeat(129)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("129")
                .hasMessageContaining("128");
    }

    @ParameterizedTest
    @CsvSource({
        "0, true",
        "7, true",
        "456789, true",
        "9007199254740990, true",
        "9007199254740991, true",
        "9007199254740992, false",
        "9999999999999999, false",
        "10000000000000000, false",
        "00, false",
        "007, false",
        "-1, false",
        "+1, false",
        "1.0, false",
        "1e3, false",
        "12a, false",
        "٣, false",
        "m-1, false"
    })
    void isAJsonNumberWhereThatIsExact(String id, boolean exact) {
        assertThat(MachineId.of(id).isExactJsonNumber()).isEqualTo(exact);
    }

    @Test
    void isOrderedByItsText() {
        assertThat(MachineId.of("a")).isLessThan(MachineId.of("b"));
        assertThat(MachineId.of("10")).isLessThan(MachineId.of("9"));
        assertThat(MachineId.of("a")).isEqualByComparingTo(MachineId.of("a"));
    }
}
