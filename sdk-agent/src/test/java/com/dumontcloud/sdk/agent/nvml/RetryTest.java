package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryTest {
    private long minutes = 40;
    private final Retry retry = new Retry(() -> TimeUnit.MINUTES.toNanos(minutes));

    @Test
    void isDueAtOnceWhileNothingFailed() {
        assertThat(retry.isDue()).isTrue();
        assertThat(retry.isNeeded()).isFalse();
    }

    @Test
    void waitsFromOneMinuteToTen() {
        for (int pause : new int[] {1, 2, 4, 8, 10, 10, 10}) {
            retry.failed();
            minutes += pause - 1;
            assertThat(retry.isDue()).as("a minute before %s are over", pause).isFalse();
            minutes++;
            assertThat(retry.isDue()).as("after %s minutes", pause).isTrue();
            assertThat(retry.isNeeded()).isTrue();
        }
    }

    @Test
    void beginsWithAMinuteAgainOnceItWorked() {
        retry.failed();
        retry.failed();
        retry.succeeded();
        retry.failed();
        minutes++;

        assertThat(retry.isDue()).isTrue();
    }

    @Test
    void neverTriesAgainWhatWasGivenUp() {
        retry.gaveUp();
        minutes += 1_000_000;

        assertThat(retry.isDue()).isFalse();
    }
}
