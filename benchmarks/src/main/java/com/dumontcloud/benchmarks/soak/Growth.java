package com.dumontcloud.benchmarks.soak;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * By how much a figure grew, by the straight line that fits it best: one sample that is high says nothing, a trend does.
 *
 * @param what the figure
 * @param from the line's value at the first sample
 * @param to the line's value at the last
 * @param limit by how much it may grow
 */
record Growth(String what, double from, double to, double limit) {

    /**
     * Fits the second half of the samples: in the first a JVM still compiles, caches and fills its pools.
     *
     * @throws IllegalArgumentException if there are fewer than four
     */
    static Growth ofSecondHalf(String what, double limit, List<Figures> samples, ToDoubleFunction<Figures> figure) {
        if (samples.size() < 4) {
            throw new IllegalArgumentException(samples.size() + " samples are too few to see a trend in");
        }
        List<Figures> half = samples.subList(samples.size() / 2, samples.size());
        double meanTime = half.stream().mapToDouble(Figures::seconds).average().orElseThrow();
        double mean = half.stream().mapToDouble(figure).average().orElseThrow();
        double products = 0;
        double squares = 0;
        for (Figures one : half) {
            double time = one.seconds() - meanTime;
            products += time * (figure.applyAsDouble(one) - mean);
            squares += time * time;
        }
        double slope = products / squares;
        double first = half.get(0).seconds();
        double last = half.get(half.size() - 1).seconds();
        return new Growth(what, mean + slope * (first - meanTime), mean + slope * (last - meanTime), limit);
    }

    double by() {
        return to - from;
    }

    boolean isHeld() {
        return by() <= limit;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-20s %.1f to %.1f, by %+.1f, limit %.1f: %s",
                what,
                from,
                to,
                by(),
                limit,
                isHeld() ? "held" : "EXCEEDED");
    }
}
