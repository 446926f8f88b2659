package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.agent.internal.gpu.GpuMetric;
import com.dumontcloud.sdk.core.model.GpuInstanceReading;
import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns values that no GPU can have into absent ones with a reason. Drivers mark "not available" with the largest number that
 * fits, which read as a percentage is 4294967295: taken for a number it would look like work, or like none.
 */
final class GpuSanity {

    /** The highest index that the heartbeat codec takes. */
    private static final int HIGHEST_INDEX = 255;
    /** The codec takes 32, and {@link GpuAggregate} may have one to add. */
    private static final int MOST_REASONS = 31;

    private final Map<String, String> absent = new HashMap<>();

    private GpuSanity() {}

    /**
     * Returns the reading without what cannot be.
     *
     * @throws IllegalArgumentException if it cannot be told which GPU it is of
     */
    static GpuReading check(GpuReading raw) {
        if (raw.index() < 0 || raw.index() > HIGHEST_INDEX) {
            throw new IllegalArgumentException("GPU index " + raw.index() + " is not 0 to " + HIGHEST_INDEX);
        }
        return new GpuSanity().checked(raw);
    }

    private GpuReading checked(GpuReading raw) {
        GpuReading.Builder checked = raw.toBuilder()
                .uuid(name(raw.uuid()))
                .name(name(raw.name()))
                .utilizationMeanPercent(possible(GpuMetric.UTILIZATION_MEAN_PERCENT, raw.utilizationMeanPercent()))
                .utilizationMaxPercent(possible(GpuMetric.UTILIZATION_MAX_PERCENT, raw.utilizationMaxPercent()))
                .memoryUsedMib(possible(GpuMetric.MEMORY_USED_MB, raw.memoryUsedMib()))
                .memoryTotalMib(possible(GpuMetric.MEMORY_TOTAL_MB, raw.memoryTotalMib()))
                .temperatureCelsius(possible(GpuMetric.TEMPERATURE_CELSIUS, raw.temperatureCelsius()))
                .powerWatts(possible(GpuMetric.POWER_WATTS, raw.powerWatts()))
                .memoryUtilizationPercent(
                        possible(GpuMetric.MEMORY_UTILIZATION_PERCENT, raw.memoryUtilizationPercent()))
                .powerLimitWatts(possible(GpuMetric.POWER_LIMIT_WATTS, raw.powerLimitWatts()))
                .energyJoules(possible(GpuMetric.ENERGY_JOULES, raw.energyJoules()))
                .smClockMhz(possible(GpuMetric.SM_CLOCK_MHZ, raw.smClockMhz()))
                .memoryClockMhz(possible(GpuMetric.MEMORY_CLOCK_MHZ, raw.memoryClockMhz()))
                .pcieReceivedBytes(possible(GpuMetric.PCIE_RX_BYTES, raw.pcieReceivedBytes()))
                .pcieSentBytes(possible(GpuMetric.PCIE_TX_BYTES, raw.pcieSentBytes()))
                .smUtilizationPercent(possible(GpuMetric.SM_UTILIZATION_PERCENT, raw.smUtilizationPercent()))
                .eccUncorrectedErrors(possible(GpuMetric.ECC_UNCORRECTED_ERRORS, raw.eccUncorrectedErrors()))
                .xid(possible(GpuMetric.XID, raw.xid()))
                .processCount(possible(GpuMetric.PROCESS_COUNT, raw.processCount()))
                .instances(instances(raw.instances()));
        // These two say how much the others stand for; without them a reading stands for one sample, which is no fault
        // to tell.
        Integer samples = raw.samples();
        Double covered = raw.coveredSeconds();
        checked.samples(samples != null && GpuMetric.SAMPLES.holds(samples) ? samples : null);
        checked.coveredSeconds(covered != null && GpuMetric.COVERED_SECONDS.holds(covered) ? covered : null);
        raw.absent().forEach(this::reason);
        return checked.absent(absent).build();
    }

    private List<GpuInstanceReading> instances(List<GpuInstanceReading> raw) {
        int most = (int) GpuMetric.INSTANCES.largest();
        if (raw.size() > most) {
            reason(GpuMetric.INSTANCES.wireName(), GpuMetric.INSTANCES.impossible(raw.size()));
        }
        List<GpuInstanceReading> checked = new ArrayList<>();
        for (int i = 0; i < Math.min(raw.size(), most); i++) {
            checked.add(instance(raw.get(i)));
        }
        return checked;
    }

    private GpuInstanceReading instance(GpuInstanceReading raw) {
        return new GpuInstanceReading(
                name(raw.uuid()),
                ofInstance(GpuMetric.MEMORY_USED_MB, raw.memoryUsedMib()),
                ofInstance(GpuMetric.MEMORY_TOTAL_MB, raw.memoryTotalMib()),
                ofInstance(GpuMetric.SM_UTILIZATION_PERCENT, raw.smUtilizationPercent()),
                ofInstance(GpuMetric.PROCESS_COUNT, raw.processCount()));
    }

    private <N extends Number> @Nullable N ofInstance(GpuMetric metric, @Nullable N value) {
        if (value == null || metric.holds(value.doubleValue())) {
            return value;
        }
        reason(GpuMetric.INSTANCES.wireName(), metric.wireName() + ": " + metric.impossible(value));
        return null;
    }

    private <N extends Number> @Nullable N possible(GpuMetric metric, @Nullable N value) {
        if (value == null || metric.holds(value.doubleValue())) { // false for NaN
            return value;
        }
        reason(metric.wireName(), metric.impossible(value));
        return null;
    }

    /** Keeps a reason; ours come first, since they are of values that were there. */
    private void reason(String metric, String text) {
        if (absent.size() < MOST_REASONS && metric.length() <= Texts.NAME) {
            absent.putIfAbsent(metric, Texts.cut(text, Texts.REASON));
        }
    }

    private static @Nullable String name(@Nullable String text) {
        return text == null || text.isBlank() ? null : Texts.cut(text, Texts.NAME);
    }
}
