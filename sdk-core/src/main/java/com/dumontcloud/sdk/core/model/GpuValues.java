package com.dumontcloud.sdk.core.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link GpuReading} and its builder each hold a copy of. A reading never changes its own. What the fields mean is said
 * at the accessors of {@link GpuReading}.
 */
final class GpuValues {

    int index;

    @Nullable
    String uuid;

    @Nullable
    String name;

    GpuReading.State state = GpuReading.State.UNKNOWN;

    @Nullable
    Double utilizationMeanPercent;

    @Nullable
    Double utilizationMaxPercent;

    @Nullable
    Integer samples;

    @Nullable
    Double coveredSeconds;

    @Nullable
    Double memoryUsedMib;

    @Nullable
    Double memoryTotalMib;

    @Nullable
    Double temperatureCelsius;

    @Nullable
    Double powerWatts;

    @Nullable
    Double memoryUtilizationPercent;

    @Nullable
    Double powerLimitWatts;

    @Nullable
    Double energyJoules;

    @Nullable
    Integer smClockMhz;

    @Nullable
    Integer memoryClockMhz;

    @Nullable
    Long pcieReceivedBytes;

    @Nullable
    Long pcieSentBytes;

    @Nullable
    Double smUtilizationPercent;

    @Nullable
    Long eccUncorrectedErrors;

    @Nullable
    Integer xid;

    @Nullable
    Integer processCount;

    GpuReading.@Nullable MemoryBasis memoryBasis;
    List<GpuInstanceReading> instances = List.of();
    Map<String, String> absent = Map.of();

    GpuValues(int index) {
        this.index = index;
    }

    GpuValues(GpuValues other) {
        index = other.index;
        uuid = other.uuid;
        name = other.name;
        state = other.state;
        utilizationMeanPercent = other.utilizationMeanPercent;
        utilizationMaxPercent = other.utilizationMaxPercent;
        samples = other.samples;
        coveredSeconds = other.coveredSeconds;
        memoryUsedMib = other.memoryUsedMib;
        memoryTotalMib = other.memoryTotalMib;
        temperatureCelsius = other.temperatureCelsius;
        powerWatts = other.powerWatts;
        memoryUtilizationPercent = other.memoryUtilizationPercent;
        powerLimitWatts = other.powerLimitWatts;
        energyJoules = other.energyJoules;
        smClockMhz = other.smClockMhz;
        memoryClockMhz = other.memoryClockMhz;
        pcieReceivedBytes = other.pcieReceivedBytes;
        pcieSentBytes = other.pcieSentBytes;
        smUtilizationPercent = other.smUtilizationPercent;
        eccUncorrectedErrors = other.eccUncorrectedErrors;
        xid = other.xid;
        processCount = other.processCount;
        memoryBasis = other.memoryBasis;
        instances = List.copyOf(other.instances);
        absent = Map.copyOf(other.absent);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GpuValues that && known().equals(that.known());
    }

    @Override
    public int hashCode() {
        return known().hashCode();
    }

    /** Returns what is known, with its names. */
    @Override
    public String toString() {
        return known().toString();
    }

    private Map<String, Object> known() {
        Map<String, Object> known = new LinkedHashMap<>();
        known.put("index", index);
        known.put("state", state);
        putKnown(known, "uuid", uuid);
        putKnown(known, "name", name);
        putKnown(known, "utilizationMeanPercent", utilizationMeanPercent);
        putKnown(known, "utilizationMaxPercent", utilizationMaxPercent);
        putKnown(known, "samples", samples);
        putKnown(known, "coveredSeconds", coveredSeconds);
        putKnown(known, "memoryUsedMib", memoryUsedMib);
        putKnown(known, "memoryTotalMib", memoryTotalMib);
        putKnown(known, "temperatureCelsius", temperatureCelsius);
        putKnown(known, "powerWatts", powerWatts);
        putKnown(known, "memoryUtilizationPercent", memoryUtilizationPercent);
        putKnown(known, "powerLimitWatts", powerLimitWatts);
        putKnown(known, "energyJoules", energyJoules);
        putKnown(known, "smClockMhz", smClockMhz);
        putKnown(known, "memoryClockMhz", memoryClockMhz);
        putKnown(known, "pcieReceivedBytes", pcieReceivedBytes);
        putKnown(known, "pcieSentBytes", pcieSentBytes);
        putKnown(known, "smUtilizationPercent", smUtilizationPercent);
        putKnown(known, "eccUncorrectedErrors", eccUncorrectedErrors);
        putKnown(known, "xid", xid);
        putKnown(known, "processCount", processCount);
        putKnown(known, "memoryBasis", memoryBasis);
        if (!instances.isEmpty()) {
            known.put("instances", instances);
        }
        if (!absent.isEmpty()) {
            known.put("absent", absent);
        }
        return known;
    }

    private static void putKnown(Map<String, Object> known, String name, @Nullable Object value) {
        if (value != null) {
            known.put(name, value);
        }
    }
}
