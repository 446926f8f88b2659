package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.agent.internal.gpu.GpuMetric;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one GPU since the last heartbeat that was counted. Percentages are means over the time that
 * each stands for, however many readings of the driver's own it was made of; energy and bytes add up, an Xid error is remembered; everything else is as the newest sample had it. Pure arithmetic, not thread-safe.
 */
final class GpuAggregate {

    private GpuReading newest;
    private final MeanPercent utilization = new MeanPercent();
    private final MeanPercent memoryUtilization = new MeanPercent();
    private final MeanPercent smUtilization = new MeanPercent();
    private long samples;
    private double highestPercent;
    private double coveredSeconds;
    private @Nullable Double energyJoules;
    private @Nullable Double receivedBytes;
    private @Nullable Double sentBytes;
    private @Nullable Integer xid;

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

    /** Begins with a sample that was told already and still stands, for the seconds since then; what adds up must not do so twice. */
    static GpuAggregate standing(GpuReading told, double coversSeconds) {
        boolean empty = told.samples() != null && told.samples() == 0;
        GpuReading still = told.toBuilder()
                .utilizationMaxPercent(null)
                .samples(empty ? 0 : 1)
                .coveredSeconds(null)
                .energyJoules(null)
                .pcieReceivedBytes(null)
                .pcieSentBytes(null)
                .xid(null)
                .build();
        return startingWith(still, coversSeconds);
    }

    void add(GpuReading sample, double coversSeconds) {
        newest = sample;
        xid = sample.xid() == null ? xid : sample.xid();
        energyJoules = plus(GpuMetric.ENERGY_JOULES, energyJoules, sample.energyJoules());
        receivedBytes = plus(GpuMetric.PCIE_RX_BYTES, receivedBytes, sample.pcieReceivedBytes());
        sentBytes = plus(GpuMetric.PCIE_TX_BYTES, sentBytes, sample.pcieSentBytes());
        if (sample.state() != State.OK) {
            return;
        }
        double covers = sample.coveredSeconds() == null ? coversSeconds : sample.coveredSeconds();
        smUtilization.add(sample.smUtilizationPercent(), coversSeconds);
        int count = sample.samples() == null ? 1 : sample.samples();
        if (count == 0) {
            return;
        }
        memoryUtilization.add(sample.memoryUtilizationPercent(), covers);
        Double mean = sample.utilizationMeanPercent();
        if (mean == null) {
            return;
        }
        Double max = sample.utilizationMaxPercent();
        utilization.add(mean, covers);
        samples += count;
        highestPercent = Math.max(highestPercent, max == null ? mean : Math.max(max, mean));
        coveredSeconds += covers;
    }

    /** Takes in the samples of a later stretch. */
    void append(GpuAggregate later) {
        newest = later.newest;
        xid = later.xid == null ? xid : later.xid;
        energyJoules = plus(GpuMetric.ENERGY_JOULES, energyJoules, later.energyJoules);
        receivedBytes = plus(GpuMetric.PCIE_RX_BYTES, receivedBytes, later.receivedBytes);
        sentBytes = plus(GpuMetric.PCIE_TX_BYTES, sentBytes, later.sentBytes);
        smUtilization.append(later.smUtilization);
        memoryUtilization.append(later.memoryUtilization);
        utilization.append(later.utilization);
        samples += later.samples;
        highestPercent = Math.max(highestPercent, later.highestPercent);
        coveredSeconds += later.coveredSeconds;
    }

    /**
     * Returns all of it as one reading. A device that does not answer now gives no utilisation and no sums, even if it did
     * before: what follows is not known, and a low number would say more than that.
     */
    GpuReading reading() {
        boolean answers = newest.state() == State.OK;
        boolean known = answers && samples > 0;
        GpuReading reading = newest.toBuilder()
                .utilizationMeanPercent(known ? utilization.value() : null)
                .utilizationMaxPercent(known ? (Double) highestPercent : null)
                .samples((int) Math.min(GpuMetric.SAMPLES.largest(), (double) samples))
                .coveredSeconds(Math.min(GpuMetric.COVERED_SECONDS.largest(), coveredSeconds))
                .memoryUtilizationPercent(answers ? memoryUtilization.value() : null)
                .smUtilizationPercent(answers ? smUtilization.value() : null)
                .energyJoules(answers ? energyJoules : null)
                .pcieReceivedBytes(answers ? whole(receivedBytes) : null)
                .pcieSentBytes(answers ? whole(sentBytes) : null)
                .xid(xid)
                .build();
        return reading.toBuilder().absent(reasons(reading)).build();
    }

    /** Returns this device's newest error number, which outlives the device: it may be why it no longer answers. */
    @Nullable
    Integer xid() {
        return xid;
    }

    /** Returns the reading of a device of which nothing was heard, for a reason. */
    static GpuReading silent(int index, @Nullable GpuReading identity, State state, String reason) {
        String cut = Texts.cut(reason, Texts.REASON);
        return GpuReading.builder(index)
                .uuid(identity == null ? null : identity.uuid())
                .name(identity == null ? null : identity.name())
                .state(state)
                .samples(0)
                .coveredSeconds(0.0)
                .absent(Map.of(
                        GpuMetric.UTILIZATION_MEAN_PERCENT.wireName(), cut,
                        GpuMetric.MEMORY_USED_MB.wireName(), cut,
                        GpuMetric.TEMPERATURE_CELSIUS.wireName(), cut,
                        GpuMetric.POWER_WATTS.wireName(), cut))
                .build();
    }

    /** Returns why what is missing is: the newest sample may lack what those before it had. */
    private static Map<String, String> reasons(GpuReading reading) {
        Map<String, String> reasons = new HashMap<>(reading.absent());
        if (reading.utilizationMeanPercent() == null) {
            boolean answers = reading.state() == State.OK;
            String reason = answers
                    ? "no sample since the heartbeat before"
                    : reading.state().text();
            reasons.putIfAbsent(GpuMetric.UTILIZATION_MEAN_PERCENT.wireName(), reason);
        }
        forget(reasons, GpuMetric.UTILIZATION_MEAN_PERCENT, reading.utilizationMeanPercent());
        forget(reasons, GpuMetric.UTILIZATION_MAX_PERCENT, reading.utilizationMaxPercent());
        forget(reasons, GpuMetric.MEMORY_UTILIZATION_PERCENT, reading.memoryUtilizationPercent());
        forget(reasons, GpuMetric.SM_UTILIZATION_PERCENT, reading.smUtilizationPercent());
        forget(reasons, GpuMetric.ENERGY_JOULES, reading.energyJoules());
        forget(reasons, GpuMetric.PCIE_RX_BYTES, reading.pcieReceivedBytes());
        forget(reasons, GpuMetric.PCIE_TX_BYTES, reading.pcieSentBytes());
        forget(reasons, GpuMetric.XID, reading.xid());
        return reasons;
    }

    private static void forget(Map<String, String> reasons, GpuMetric metric, @Nullable Number value) {
        if (value != null) {
            reasons.remove(metric.wireName());
        }
    }

    /** Adds up as far as a heartbeat can tell; whole numbers up to there are exact. */
    private static @Nullable Double plus(GpuMetric metric, @Nullable Double sum, @Nullable Number more) {
        if (more == null) {
            return sum;
        }
        return Math.min(metric.largest(), (sum == null ? 0 : sum) + more.doubleValue());
    }

    private static @Nullable Long whole(@Nullable Double bytes) {
        return bytes == null ? null : (Long) bytes.longValue();
    }
}
