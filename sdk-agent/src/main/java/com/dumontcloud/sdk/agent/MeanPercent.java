package com.dumontcloud.sdk.agent;

import org.jspecify.annotations.Nullable;

/** The weighted mean of percentages. Not thread-safe. */
final class MeanPercent {

    private double weighted;
    private double weights;

    /** Adds a percentage, unless it is absent. */
    void add(@Nullable Double percent, double weight) {
        if (percent != null) {
            weighted += percent * weight;
            weights += weight;
        }
    }

    void append(MeanPercent later) {
        weighted += later.weighted;
        weights += later.weights;
    }

    /** Returns the mean, or null where nothing was added that has a weight. */
    @Nullable
    Double value() {
        return weights > 0 ? (Double) Math.min(100, weighted / weights) : null;
    }
}
