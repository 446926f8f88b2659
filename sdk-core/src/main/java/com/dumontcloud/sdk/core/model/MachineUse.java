package com.dumontcloud.sdk.core.model;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a machine does now and has cost, in short, for lists. Immutable.
 *
 * @param gpuPercent how busy its GPUs are, the busiest of them, 0 to 100; absent when not known now
 * @param cpuPercent how busy its processors are, 0 to 100; absent when not known now
 * @param memoryPercent how much of its memory is in use, 0 to 100; absent when not known now
 * @param idleFor how long it has been unused, by its samples; absent while it is not
 * @param billedUsd what it has cost since it became known, in US dollars; absent when not known
 */
public record MachineUse(
        @Nullable Double gpuPercent,
        @Nullable Double cpuPercent,
        @Nullable Double memoryPercent,
        @Nullable Duration idleFor,
        @Nullable BigDecimal billedUsd) {

    /** Nothing of it is known. */
    public static final MachineUse UNKNOWN = new MachineUse(null, null, null, null, null);
}
