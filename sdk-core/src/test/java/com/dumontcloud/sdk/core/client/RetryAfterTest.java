package com.dumontcloud.sdk.core.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0                             | PT0S",
                " 120                          | PT120S",
                "999999999                     | PT8760H",
                "1000000000                    | PT8760H",
                "Sat, 31 Jan 2026 12:01:00 GMT | PT1M",
                "Sat, 31 Jan 2026 12:00:00 GMT | PT0S",
                "Sat, 31 Jan 2026 11:00:00 GMT | PT0S",
                "Fri, 31 Jan 2098 12:00:00 GMT | PT8760H"
            })
    void readsSecondsAndDates(String header, Duration expected) {
        assertThat(RetryAfter.read(header, null, TestPlane.NOW)).isEqualTo(expected);
    }

    @Test
    void measuresADateAgainstTheClockThatWroteIt() {
        assertThat(RetryAfter.read("Sat, 31 Jan 2026 18:00:05 GMT", "Sat, 31 Jan 2026 18:00:00 GMT", TestPlane.NOW))
                .isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "1.5", "soon", "2026-01-31T12:00:00Z"})
    void takesWhatItCannotReadForAbsent(String header) {
        assertThat(RetryAfter.read(header, null, TestPlane.NOW)).isNull();
    }
}
