package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one GPU since the last heartbeat that was counted. Mean and maximum of the utilisation are taken over all of
 * them; everything else is as the newest sample had it. Pure arithmetic, not thread-safe.
 */
final class GpuAggregate {

    private GpuReading newest;
    private double weightedPercent;
    private int samples;
    private double highestPercent;
    private double coveredSeconds;

    private GpuAggregate(GpuReading newest) {
        this.newest = newest;
    }

    /**
     * Begins with one sample that has passed {@link GpuSanity}.
     *
     * @param coversSeconds what a sample that does not say so itself stands for
     */
    static GpuAggregate startingWith(GpuReading sample, double coversSeconds) {
        GpuAggregate aggregate = new GpuAggregate(sample);
        aggregate.add(sample, coversSeconds);
        return aggregate;
    }

    /** Begins with a sample that was told already and still stands, for the seconds since then. */
    static GpuAggregate standing(GpuReading told, double coversSeconds) {
        GpuReading plain = new GpuReading(
                told.index(),
                told.uuid(),
                told.name(),
                told.state(),
                told.utilizationMeanPercent(),
                null,
                null,
                null,
                told.memoryUsedMib(),
                told.memoryTotalMib(),
                told.temperatureCelsius(),
                told.powerWatts(),
                told.absent());
        return startingWith(plain, coversSeconds);
    }

    void add(GpuReading sample, double coversSeconds) {
        newest = sample;
        Double mean = sample.utilizationMeanPercent();
        if (mean == null || sample.state() != GpuReading.State.OK) {
            return;
        }
        int weight = sample.samples() == null ? 1 : sample.samples();
        if (weight == 0) {
            return;
        }
        Double max = sample.utilizationMaxPercent();
        weightedPercent += mean * weight;
        samples += weight;
        highestPercent = Math.max(highestPercent, max == null ? mean : Math.max(max, mean));
        coveredSeconds += sample.coveredSeconds() == null ? coversSeconds : sample.coveredSeconds();
    }

    /** Takes in the samples of a later stretch. */
    void append(GpuAggregate later) {
        newest = later.newest;
        weightedPercent += later.weightedPercent;
        samples += later.samples;
        highestPercent = Math.max(highestPercent, later.highestPercent);
        coveredSeconds += later.coveredSeconds;
    }

    /**
     * Returns all of it as one reading. A device that does not answer now gives no utilisation, even if it did before: what
     * follows is not known, and a low number would say more than that.
     */
    GpuReading reading() {
        boolean known = samples > 0 && newest.state() == GpuReading.State.OK;
        return new GpuReading(
                newest.index(),
                newest.uuid(),
                newest.name(),
                newest.state(),
                known ? Math.min(100, weightedPercent / samples) : null,
                known ? highestPercent : null,
                samples,
                coveredSeconds,
                newest.memoryUsedMib(),
                newest.memoryTotalMib(),
                newest.temperatureCelsius(),
                newest.powerWatts(),
                known ? newest.absent() : withReason(newest.absent(), newest.state()));
    }

    private static Map<String, String> withReason(Map<String, String> absent, GpuReading.State state) {
        String reason = state == GpuReading.State.OK ? "no sample since the heartbeat before" : state.text();
        return with(absent, GpuSanity.UTILIZATION, reason);
    }

    private static Map<String, String> with(Map<String, String> reasons, String metric, String reason) {
        Map<String, String> more = new HashMap<>(reasons);
        more.putIfAbsent(metric, reason);
        return more;
    }

    /** Returns the reading of a device of which nothing was heard, for a reason. */
    static GpuReading silent(int index, @Nullable GpuReading identity, GpuReading.State state, String reason) {
        String cut = Texts.cut(reason, Texts.REASON);
        Map<String, String> absent = Map.of(
                GpuSanity.UTILIZATION, cut,
                GpuSanity.MEMORY_USED, cut,
                GpuSanity.TEMPERATURE, cut,
                GpuSanity.POWER, cut);
        return new GpuReading(
                index,
                identity == null ? null : identity.uuid(),
                identity == null ? null : identity.name(),
                state,
                null,
                null,
                0,
                0.0,
                null,
                null,
                null,
                null,
                absent);
    }
}
