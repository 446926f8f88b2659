package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.Moment;
import java.time.Duration;

/**
 * Observed time: it passes only while the engine is at work, ticking or asked. A process that was suspended, or paused by its collector, gains at most
 * {@link #LARGEST_STEP} by that, so that it never takes its own absence for a machine's silence. Not thread-safe.
 */
final class ObservedClock {

    /** How far apart two ticks of a healthy engine may be: five of its one-second ticks. */
    static final Duration LARGEST_STEP = Duration.ofSeconds(5);

    private final TimeSource time;
    private long observed;
    private long countedUntil;

    ObservedClock(TimeSource time, long startNanos) {
        this.time = time;
        this.observed = startNanos;
        this.countedUntil = time.mono();
    }

    /** Returns now, and counts the time since the call before. */
    Moment now() {
        long mono = time.mono();
        observed += Math.min(mono - countedUntil, LARGEST_STEP.toNanos());
        countedUntil = mono;
        return new Moment(observed, mono, time.wall());
    }
}
