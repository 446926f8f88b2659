package com.dumontcloud.sdk.policy.fleet;

import java.time.Duration;

/**
 * How many heartbeats a second a fleet sends at most: the larger it is, the less often each of its machines is told to report.
 *
 * @param perSecond heartbeats per second, more than 0
 */
record TargetRate(double perSecond) {

    /**
     * A fifth of what one core of two takes in, with everything that follows from it, by docs/costs.md: 12 % at 3,333 a second.
     */
    static final TargetRate USUAL = new TargetRate(5_000);

    /** The longest interval that a machine may be told: the contract's, which agents check. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    TargetRate {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException(
                    "a target of " + perSecond + " heartbeats a second; it must be a number above 0");
        }
    }

    /** Returns the shortest interval, in whole seconds, at which so many machines keep to it, or the longest that there is. */
    long leastIntervalNanos(int machines) {
        double seconds = Math.ceil(machines / perSecond);
        return seconds >= LONGEST.toSeconds() ? LONGEST.toNanos() : (long) (seconds * 1e9);
    }
}
