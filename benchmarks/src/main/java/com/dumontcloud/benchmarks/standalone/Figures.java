package com.dumontcloud.benchmarks.standalone;

import java.util.List;
import java.util.Locale;

/**
 * What several runs came to.
 *
 * @param median the middle one
 * @param least the least one
 * @param most the greatest one
 */
record Figures(double median, double least, double most) {

    static Figures of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        double median = (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
        return new Figures(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    String text(String who, String what, String unit) {
        return String.format(Locale.ROOT, "%-14s %-16s %6.1f %s (%.1f to %.1f)", who, what, median, unit, least, most);
    }
}
