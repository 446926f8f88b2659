package com.dumontcloud.sdk.core.model;

import org.jspecify.annotations.Nullable;

/**
 * What one instance of a partitioned GPU (MIG) holds and does. Its driver reports no utilisation for it as it does for a whole
 * GPU, so memory and processes are often all there is.
 *
 * <p>Immutable. An absent value was not measured; it never stands for zero.
 *
 * @param uuid the driver's id of the instance, which ends with the partitioning
 * @param memoryUsedMib MiB in use
 * @param memoryTotalMib MiB given to the instance
 * @param smUtilizationPercent how busy its streaming multiprocessors were since the sample before, 0 to 100
 * @param processCount processes with a context on it, 0 or more
 */
public record GpuInstanceReading(
        @Nullable String uuid,
        @Nullable Double memoryUsedMib,
        @Nullable Double memoryTotalMib,
        @Nullable Double smUtilizationPercent,
        @Nullable Integer processCount) {}
