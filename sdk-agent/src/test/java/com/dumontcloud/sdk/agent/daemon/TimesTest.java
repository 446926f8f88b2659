package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lengths of time as people write them. */
class TimesTest {

    @ParameterizedTest
    @CsvSource({
        "90s, PT90S",
        "45m, PT45M",
        "2h, PT2H",
        "1d, PT24H",
        "0s, PT0S",
        "PT1H30M, PT1H30M",
        "999999999s, PT277777H46M39S"
    })
    void areRead(String text, Duration time) {
        assertThat(Times.parse(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "45", "1.5h", "-5m", "5 m", "1000000000s", "5M", "soon", "٣m"})
    void areRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Times.parse(text)).withMessageContaining("45m");
    }
}
