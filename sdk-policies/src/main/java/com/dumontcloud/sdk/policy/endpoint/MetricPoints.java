package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MetricPeriod;
import com.dumontcloud.sdk.core.model.MetricSeries.Point;
import com.dumontcloud.sdk.policy.fleet.HeartbeatSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Thins what heartbeats said out to one point a step. A value is a mean of those that say it, and a count of bytes their sum. */
final class MetricPoints {

    private MetricPoints() {}

    /**
     * Returns into what lengths a period is divided: at most 500, and multiples of the means that a store keeps of what is that long
     * past, so that no point takes a part of one.
     */
    static Duration stepOf(MetricPeriod period) {
        return switch (period) {
            case HOUR -> Duration.ofSeconds(8);
            case DAY -> Duration.ofMinutes(5);
            case WEEK -> Duration.ofHours(1);
            case MONTH -> Duration.ofHours(2);
        };
    }

    static List<Point> of(List<HeartbeatSample> samples, Duration step) {
        Map<Long, List<HeartbeatSample>> steps = new TreeMap<>();
        for (HeartbeatSample sample : samples) {
            long number = Math.floorDiv(sample.at().getEpochSecond(), step.toSeconds());
            steps.computeIfAbsent(number, unused -> new ArrayList<>()).add(sample);
        }
        return steps.entrySet().stream()
                .map(one -> point(Instant.ofEpochSecond(one.getKey() * step.toSeconds()), one.getValue()))
                .toList();
    }

    private static Point point(Instant at, List<HeartbeatSample> samples) {
        return new Point(
                at,
                new GpuTotals(
                        mean(samples, sample -> sample.gpus().utilizationPercent()),
                        mean(samples, sample -> sample.gpus().memoryUsedMib()),
                        mean(samples, sample -> sample.gpus().memoryTotalMib()),
                        mean(samples, sample -> sample.gpus().temperatureCelsius()),
                        mean(samples, sample -> sample.gpus().powerWatts())),
                new HostReading(
                        mean(samples, sample -> sample.host().cpuPercent()),
                        mean(samples, sample -> sample.host().memoryUsedMib()),
                        null,
                        null,
                        sum(samples, sample -> sample.host().diskReadBytes()),
                        sum(samples, sample -> sample.host().diskWriteBytes()),
                        sum(samples, sample -> sample.host().netReceivedBytes()),
                        sum(samples, sample -> sample.host().netSentBytes())));
    }

    /** Each counts as often as heartbeats stand behind it. */
    private static @Nullable Double mean(
            List<HeartbeatSample> samples, Function<HeartbeatSample, @Nullable Double> metric) {
        double sum = 0;
        long beats = 0;
        for (HeartbeatSample sample : samples) {
            Double value = metric.apply(sample);
            if (value != null) {
                sum += value * sample.beats();
                beats += sample.beats();
            }
        }
        return beats == 0 ? null : (Double) (Math.round(sum / beats * 100) / 100.0);
    }

    private static @Nullable Long sum(List<HeartbeatSample> samples, Function<HeartbeatSample, @Nullable Long> metric) {
        Long sum = null;
        for (HeartbeatSample sample : samples) {
            Long value = metric.apply(sample);
            if (value != null) {
                sum = sum == null ? value : (Long) (sum + value);
            }
        }
        return sum;
    }
}
