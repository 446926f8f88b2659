package com.dumontcloud.sdk.core.model;

import org.jspecify.annotations.Nullable;

/**
 * The GPUs of one machine as a single reading: the maximum of utilisation and temperature, the sum of memory and power.
 *
 * <p>Immutable. Every part may be absent, which means not known, never zero.
 *
 * @param utilizationPercent 0 to 100
 * @param memoryUsedMib MiB in use
 * @param memoryTotalMib MiB installed
 * @param temperatureCelsius degrees Celsius
 * @param powerWatts watts drawn
 */
public record GpuTotals(
        @Nullable Double utilizationPercent,
        @Nullable Double memoryUsedMib,
        @Nullable Double memoryTotalMib,
        @Nullable Double temperatureCelsius,
        @Nullable Double powerWatts) {

    /** Nothing known. */
    public static final GpuTotals UNKNOWN = new GpuTotals(null, null, null, null, null);

    /** Returns whether nothing is known. */
    public boolean isUnknown() {
        return utilizationPercent == null
                && memoryUsedMib == null
                && memoryTotalMib == null
                && temperatureCelsius == null
                && powerWatts == null;
    }

    /** Returns totals of which only the utilisation is known. */
    public static GpuTotals ofUtilization(double percent) {
        return new GpuTotals(percent, null, null, null, null);
    }

    /** Returns the share of memory in use, 0 to 100, where both numbers are known and the total is not 0. */
    public @Nullable Double memoryUsedPercent() {
        if (memoryUsedMib == null || memoryTotalMib == null || memoryTotalMib <= 0) {
            return null;
        }
        return 100 * memoryUsedMib / memoryTotalMib;
    }
}
