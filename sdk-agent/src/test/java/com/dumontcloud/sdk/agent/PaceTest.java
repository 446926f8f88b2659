package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

    private static final double MIDDLE = 0.5;
    private static final double ALMOST_ONE = Math.nextDown(1.0);

    private final Pace pace = new Pace(Duration.ofSeconds(30));

    @Test
    void jittersByTenPercentEitherWay() {
        assertThat(pace.next(0)).isEqualTo(Duration.ofSeconds(27));
        assertThat(pace.next(MIDDLE)).isEqualTo(Duration.ofSeconds(30));
        assertThat(pace.next(ALMOST_ONE)).isBetween(Duration.ofMillis(32_999), Duration.ofSeconds(33));
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5, true",
        "300, 300, true",
        "60, 60, true",
        "4, 5, false",
        "1, 5, false",
        "301, 300, false",
        "1000000000, 300, false",
        "0, 30, false",
        "-1, 30, false",
    })
    void adoptsWhatIsToldWithinItsBounds(long told, long then, boolean sensible) {
        assertThat(pace.adopt(Duration.ofSeconds(told))).isEqualTo(sensible);

        assertThat(pace.interval()).isEqualTo(Duration.ofSeconds(then));
    }

    @Test
    void keepsItsIntervalWhenNothingIsTold() {
        assertThat(pace.adopt(null)).isTrue();

        assertThat(pace.interval()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({
        "30, 0, 30",
        "30, 1, 30",
        "30, 2, 60",
        "30, 3, 120",
        "30, 4, 120",
        "30, 1000, 120",
        "60, 3, 240",
        "120, 2, 240",
        "120, 3, 300",
        "300, 1, 300",
        "300, 3, 300",
    })
    void waitsLongerWhileHeartbeatsFailButNeverBeyondFiveMinutes(int interval, int failures, int then) {
        Pace pace = new Pace(Duration.ofSeconds(interval));
        for (int i = 0; i < failures; i++) {
            pace.failed(Duration.ZERO);
        }

        assertThat(pace.next(MIDDLE)).isEqualTo(Duration.ofSeconds(then));
    }

    @ParameterizedTest
    @CsvSource({
        "30, 0, 27, 33",
        "30, 26, 27, 33", // what we would do anyway
        "30, 60, 60, 66",
        "30, 299, 299, 329",
        "30, 300, 300, 330",
        "30, 301, 300, 330",
        "30, 1000000000, 300, 330",
        "300, 60, 270, 330",
    })
    void comesBackNoSoonerThanAskedWithinFiveMinutes(int interval, long asked, long soonest, long latest) {
        Pace pace = new Pace(Duration.ofSeconds(interval));
        pace.failed(Duration.ofSeconds(asked));

        assertThat(pace.next(0)).isEqualTo(Duration.ofSeconds(soonest));
        assertThat(pace.next(ALMOST_ONE)).isBetween(Duration.ofSeconds(latest - 1), Duration.ofSeconds(latest));
    }

    @Test
    void forgetsWhatWasAskedWithTheNextAnswer() {
        pace.failed(Duration.ofSeconds(300));
        pace.failed(Duration.ZERO);

        assertThat(pace.next(MIDDLE)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void returnsToItsIntervalWithTheFirstSuccess() {
        pace.failed(Duration.ZERO);
        pace.failed(Duration.ZERO);
        assertThat(pace.failed(Duration.ZERO)).isEqualTo(3);

        assertThat(pace.succeeded()).isEqualTo(3);

        assertThat(pace.succeeded()).isZero();
        assertThat(pace.next(MIDDLE)).isEqualTo(Duration.ofSeconds(30));
    }
}
