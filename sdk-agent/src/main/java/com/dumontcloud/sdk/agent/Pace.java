package com.dumontcloud.sdk.agent;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the next heartbeat: the interval told, jittered, and stretched while heartbeats fail.
 *
 * <p>The first failure changes nothing, since the next heartbeat is its retry. From the second on the wait doubles up to four
 * intervals, which still brings a machine back within the grace that an engine gives after its own restart. Where the other
 * side asks to be left alone for longer, it is, within bounds.
 *
 * <p>Pure arithmetic. Interval and failures may be read from any thread, all else is for one at a time.
 */
final class Pace {

    /** What a control plane may tell; http-api and the presets allow 5 to 300 s. */
    static final Duration SHORTEST = Duration.ofSeconds(5);

    static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int LONGEST_STRETCH = 4;
    private static final double JITTER = 0.1;

    private volatile Duration interval;
    private volatile int failuresInARow;
    private Duration leftAlone = Duration.ZERO;

    Pace(Duration interval) {
        this.interval = interval;
    }

    Duration interval() {
        return interval;
    }

    int failuresInARow() {
        return failuresInARow;
    }

    /**
     * Counts a failure and returns how many there were in a row.
     *
     * @param retryAfter how long the other side asks to be left alone; zero if it does not say
     */
    int failed(Duration retryAfter) {
        leftAlone = retryAfter.compareTo(LONGEST) > 0 ? LONGEST : retryAfter;
        int inARow = failuresInARow + 1;
        failuresInARow = inARow;
        return inARow;
    }

    /** Ends a row of failures and returns how long it was. */
    int succeeded() {
        int before = failuresInARow;
        failuresInARow = 0;
        leftAlone = Duration.ZERO;
        return before;
    }

    /**
     * Takes over the interval told: within the bounds as it is, beyond them the nearer bound; nothing, zero and less leave the
     * interval as it was.
     *
     * @return whether it could be taken as it was told
     */
    boolean adopt(@Nullable Duration told) {
        if (told == null) {
            return true;
        }
        if (told.isZero() || told.isNegative()) {
            return false;
        }
        if (told.compareTo(SHORTEST) < 0) {
            interval = SHORTEST;
            return false;
        }
        if (told.compareTo(LONGEST) > 0) {
            interval = LONGEST;
            return false;
        }
        interval = told;
        return true;
    }

    /**
     * Returns the wait before the next heartbeat.
     *
     * @param random a number of [0, 1)
     */
    Duration next(double random) {
        long own = (long) (stretched().toNanos() * (1 - JITTER + 2 * JITTER * random));
        long asked = (long) (leftAlone.toNanos() * (1 + JITTER * random)); // never sooner than asked
        return Duration.ofNanos(Math.max(own, asked));
    }

    private Duration stretched() {
        if (failuresInARow < 2) {
            return interval;
        }
        int factor = failuresInARow == 2 ? 2 : LONGEST_STRETCH;
        Duration stretched = Duration.ofNanos(interval.toNanos() * factor);
        return stretched.compareTo(LONGEST) > 0 ? LONGEST : stretched;
    }
}
