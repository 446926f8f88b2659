package com.dumontcloud.sdk.agent;

import java.util.ArrayDeque;
import java.util.Deque;

/** The mean of what was sampled lately, each sample weighted by the time it speaks for. Not thread-safe. */
final class TrailingMean {

    private final double windowSeconds;
    private final Deque<Sample> samples = new ArrayDeque<>();

    /** Creates a mean over the newest samples that together speak for at least this long. */
    TrailingMean(double windowSeconds) {
        this.windowSeconds = windowSeconds;
    }

    /**
     * Adds a sample.
     *
     * @param amount what came together in its time, such as bytes, or percent times seconds
     * @param seconds the time it speaks for, above 0
     */
    void add(double amount, double seconds) {
        samples.addLast(new Sample(amount, seconds));
        while (covered() - samples.getFirst().seconds >= windowSeconds) {
            samples.removeFirst();
        }
    }

    /** Returns the mean per second; NaN while it {@linkplain #isEmpty() is empty}. */
    double perSecond() {
        double amount = 0;
        for (Sample sample : samples) {
            amount += sample.amount;
        }
        return amount / covered();
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    void clear() {
        samples.clear();
    }

    private double covered() {
        double seconds = 0;
        for (Sample sample : samples) {
            seconds += sample.seconds;
        }
        return seconds;
    }

    private record Sample(double amount, double seconds) {}
}
