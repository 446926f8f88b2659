package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Three in a row, and one every two seconds from then on. */
class RateLimitTest {

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final RateLimit limit = new RateLimit(time, 0.5, 3);

    @Test
    void allowsSoManyInARowAndSaysWhenTheNextIs() {
        for (int i = 0; i < 3; i++) {
            assertThat(limit.take("a")).isZero();
        }

        assertThat(limit.take("a")).isEqualTo(Duration.ofSeconds(2));
        assertThat(limit.take("a")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void allowsOneMoreWhenItIsDueAndNotEarlier() {
        useUp("a");

        time.advance(Duration.ofMillis(1999));
        assertThat(limit.take("a")).isEqualTo(Duration.ofMillis(1));
        time.advance(Duration.ofMillis(1));
        assertThat(limit.take("a")).isZero();
        assertThat(limit.take("a")).isPositive();
    }

    @Test
    void allowsTheWholeBurstAgainAfterAPauseAndNoMore() {
        useUp("a");
        time.advance(Duration.ofDays(1));

        useUp("a");
        assertThat(limit.take("a")).isPositive();
    }

    @Test
    void letsNobodyUseUpWhatIsAnothers() {
        useUp("a");

        int free = 0;
        for (int i = 0; i < 100; i++) {
            free += limit.take("other " + i).isZero() ? 1 : 0;
        }
        assertThat(free).isGreaterThan(95);
    }

    private void useUp(String who) {
        for (int i = 0; i < 3; i++) {
            assertThat(limit.take(who)).isZero();
        }
    }
}
