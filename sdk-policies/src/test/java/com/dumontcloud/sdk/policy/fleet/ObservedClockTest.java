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
    private boolean accepting = true;

    @ParameterizedTest
    @CsvSource({"0,0", "1000,1000", "4999,4999", "5000,5000", "5001,5000", "90000,5000"})
    void countsAtMostFiveSecondsBetweenTwoLooks(long passedMillis, long observedMillis) {
        ObservedClock clock = new ObservedClock(time, () -> accepting, 0);

        time.advance(Duration.ofMillis(passedMillis));

        assertThat(clock.now().since(0)).isEqualTo(Duration.ofMillis(observedMillis));
    }

    @Test
    void goesOnFromWhereTheStoreLeftOff() {
        ObservedClock clock = new ObservedClock(time, () -> accepting, 1_000);

        time.advance(Duration.ofNanos(5));

        assertThat(clock.now().observedNanos()).isEqualTo(1_005);
    }

    @Test
    void isNotMovedByTheWall() {
        ObservedClock clock = new ObservedClock(time, () -> accepting, 0);
        time.jumpWall(Duration.ofDays(700));
        time.advance(Duration.ofSeconds(1));

        Moment now = clock.now();

        assertThat(now.since(0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(now.wall()).isEqualTo(time.wall());
    }

    @Test
    void standsStillWhileNoHeartbeatCanComeIn() {
        ObservedClock clock = new ObservedClock(time, () -> accepting, 0);
        accepting = false;
        for (int second = 0; second < 59; second++) {
            time.advance(Duration.ofSeconds(1));
            assertThat(clock.now().observedNanos()).isZero();
        }
        accepting = true;
        time.advance(Duration.ofSeconds(1));
        clock.now();
        time.advance(Duration.ofSeconds(1));

        assertThat(clock.now().since(0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(clock.takeAbsence()).isZero();
    }

    /** More than a minute is an absence: 60 s and the second in which it was found out. */
    @ParameterizedTest
    @CsvSource({"59, 0", "60, 61", "61, 62"})
    void comesBackAsFromAnAbsenceOfMoreThanAMinute(int unreachableSeconds, int absentSeconds) {
        ObservedClock clock = new ObservedClock(time, () -> accepting, 0);
        accepting = false;
        for (int second = 0; second < unreachableSeconds; second++) {
            time.advance(Duration.ofSeconds(1));
            clock.now();
        }
        assertThat(clock.takeAbsence()).isZero();
        accepting = true;
        time.advance(Duration.ofSeconds(1));
        clock.now();

        assertThat(clock.takeAbsence()).isEqualTo(Duration.ofSeconds(absentSeconds));
    }
}
