package com.dumontcloud.samples.quickstart.usage;

/**
 * A stretch of time in which a machine is needed. Immutable.
 *
 * <p>Virtual time runs in whole milliseconds here. The millisecond in which a stretch begins or ends counts as part of it, so
 * that a machine which is not needed by these never is by the exact minutes either.
 *
 * @param startMinute when it begins, in minutes from the beginning of the trace
 * @param endMinute when it is over, not part of it
 */
public record Interval(double startMinute, double endMinute) {

    private static final double MILLIS_PER_MINUTE = 60_000;

    /** Checks that it does not end before it begins. */
    public Interval {
        if (!(startMinute >= 0 && endMinute >= startMinute)) {
            throw new IllegalArgumentException("no interval goes from " + startMinute + " to " + endMinute);
        }
    }

    /** Returns the first millisecond that is part of it. */
    public long startMillis() {
        return (long) Math.floor(startMinute * MILLIS_PER_MINUTE);
    }

    /** Returns the first millisecond that is not. */
    public long endMillis() {
        return (long) Math.ceil(endMinute * MILLIS_PER_MINUTE);
    }
}
