package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObservedClockTest {

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));

    @ParameterizedTest
    @CsvSource({"0,0", "1000,1000", "4999,4999", "5000,5000", "5001,5000", "90000,5000"})
    void countsAtMostFiveSecondsBetweenTwoLooks(long passedMillis, long observedMillis) {
        ObservedClock clock = new ObservedClock(time, 0);

        time.advance(Duration.ofMillis(passedMillis));

        assertThat(clock.now().since(0)).isEqualTo(Duration.ofMillis(observedMillis));
    }

    @Test
    void goesOnFromWhereTheStoreLeftOff() {
        ObservedClock clock = new ObservedClock(time, 1_000);

        time.advance(Duration.ofNanos(5));

        assertThat(clock.now().observedNanos()).isEqualTo(1_005);
    }

    @Test
    void isNotMovedByTheWall() {
        ObservedClock clock = new ObservedClock(time, 0);
        time.jumpWall(Duration.ofDays(700));
        time.advance(Duration.ofSeconds(1));

        Moment now = clock.now();

        assertThat(now.since(0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(now.wall()).isEqualTo(time.wall());
    }
}
