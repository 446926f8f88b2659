package com.dumontcloud.sdk.core.model;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One heartbeat of a machine's history. Immutable; an absent part was not reported.
 *
 * @param timestamp when it arrived, by the control plane's clock
 * @param gpuUtilizationPercent utilisation of the busiest GPU, 0 to 100
 * @param memoryUsedMib MiB of GPU memory in use
 * @param status the agent's own word, such as {@code running}
 */
public record RecentHeartbeat(
        Instant timestamp,
        @Nullable Double gpuUtilizationPercent,
        @Nullable Double memoryUsedMib,
        @Nullable String status) {

    /** Creates the entry. */
    public RecentHeartbeat {
        Objects.requireNonNull(timestamp, "timestamp");
    }
}
