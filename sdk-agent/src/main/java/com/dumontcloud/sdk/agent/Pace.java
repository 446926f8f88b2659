package com.dumontcloud.sdk.agent;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the next heartbeat: the interval told, jittered, and stretched while heartbeats fail.
 *
 * <p>Pure arithmetic; the interval may be read from any thread, all else is for one at a time. The first failure changes nothing, since the next heartbeat is its retry. From the
 * second on the wait doubles up to four intervals, which still brings a machine back within the grace that an engine gives
 * after its own restart.
 */
final class Pace {

    /** What a control plane may tell; http-api and the presets allow 5 to 300 s. */
    static final Duration SHORTEST = Duration.ofSeconds(5);

    static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int LONGEST_STRETCH = 4;
    private static final double JITTER = 0.1;

    private volatile Duration interval;
    private int failuresInARow;

    Pace(Duration interval) {
        this.interval = interval;
    }

    Duration interval() {
        return interval;
    }

    int failuresInARow() {
        return failuresInARow;
    }

    /** Counts a failure and returns how many there were in a row. */
    int failed() {
        return ++failuresInARow;
    }

    /** Ends a row of failures and returns how long it was. */
    int succeeded() {
        int before = failuresInARow;
        failuresInARow = 0;
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
        double jitter = 1 - JITTER + 2 * JITTER * random;
        return Duration.ofNanos((long) (stretched().toNanos() * jitter));
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
