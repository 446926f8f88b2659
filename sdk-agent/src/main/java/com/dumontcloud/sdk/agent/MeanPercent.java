package com.dumontcloud.sdk.agent;

import org.jspecify.annotations.Nullable;

/**
 * The mean of percentages, each weighted by the time it stands for. Those that stand for no time, as the first of a program
 * does, count only as long as there are no others. Never beyond what was added, however the sums were rounded. Not thread-safe.
 */
final class MeanPercent {

    private double weighted;
    private double seconds;
    private double timeless;
    private long timelessCount;
    private double lowest = Double.POSITIVE_INFINITY;
    private double highest = Double.NEGATIVE_INFINITY;

    /** Adds a percentage, unless it is absent. */
    void add(@Nullable Double percent, double standsForSeconds) {
        if (percent == null) {
            return;
        }
        if (standsForSeconds > 0) {
            weighted += percent * standsForSeconds;
            seconds += standsForSeconds;
        } else {
            timeless += percent;
            timelessCount++;
        }
        lowest = Math.min(lowest, percent);
        highest = Math.max(highest, percent);
    }

    void append(MeanPercent later) {
        weighted += later.weighted;
        seconds += later.seconds;
        timeless += later.timeless;
        timelessCount += later.timelessCount;
        lowest = Math.min(lowest, later.lowest);
        highest = Math.max(highest, later.highest);
    }

    /** Returns the mean, or null where nothing was added. */
    @Nullable
    Double value() {
        if (seconds > 0) {
            return within(weighted / seconds);
        }
        return timelessCount > 0 ? (Double) within(timeless / timelessCount) : null;
    }

    private double within(double mean) {
        return Math.max(lowest, Math.min(highest, mean));
    }
}
