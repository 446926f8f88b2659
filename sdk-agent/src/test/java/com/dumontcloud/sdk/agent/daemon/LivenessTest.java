package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a reporter may be silent before systemd should start it again. */
class LivenessTest {

    /** Four intervals, at most 300 s, and a tenth of that for jitter; then 60 s for the heartbeat itself. */
    @ParameterizedTest
    @CsvSource({"5, 82", "30, 192", "60, 324", "68, 359.2", "75, 390", "300, 390"})
    void grantsTheLongestPauseOfAFailingReporter(long intervalSeconds, double longestSeconds) {
        Liveness liveness = new Liveness(1000);
        liveness.interval(Duration.ofSeconds(intervalSeconds));
        long longest = (long) (longestSeconds * 1e9);

        assertThat(liveness.isAlive(1000 + longest)).isTrue();
        assertThat(liveness.isAlive(1000 + longest + 1)).isFalse();
    }

    @Test
    void livesAgainWithEveryAttempt() {
        Liveness liveness = new Liveness(0);
        long anHour = Duration.ofHours(1).toNanos();
        assertThat(liveness.isAlive(anHour)).isFalse();

        liveness.attempted(anHour);

        assertThat(liveness.isAlive(anHour)).isTrue();
    }
}
