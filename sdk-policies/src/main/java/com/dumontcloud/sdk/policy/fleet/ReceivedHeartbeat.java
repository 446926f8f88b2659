package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import java.time.Instant;

/**
 * A heartbeat and when it came. Immutable.
 *
 * @param heartbeat what it said
 * @param at when it was received, by the engine's own wall clock
 */
public record ReceivedHeartbeat(Heartbeat heartbeat, Instant at) {

    /** Returns what it says of the machine's GPUs, all together. */
    public GpuTotals gpuTotals() {
        return GpuSummary.of(heartbeat);
    }
}
