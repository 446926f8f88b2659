package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Evidence;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What heartbeats said of a machine's use, for people: one of them, or the mean of several where they are long past. No decision is
 * taken by it. Immutable.
 *
 * @param id which machine
 * @param at when it came, by our own clock; of several, the beginning of their time
 * @param beats how many heartbeats it stands for
 * @param gpuPercent mean utilisation of its busiest GPU, 0 to 100; absent where none said
 * @param gpuPeakPercent the highest sample of any GPU, 0 to 100; absent where none said
 * @param memoryUsedMib memory in use on all its GPUs, in MiB; absent where none said
 * @param cpuPercent share of its cores in use, 0 to 100; absent where none said
 */
public record HeartbeatSample(
        MachineId id,
        Instant at,
        long beats,
        @Nullable Double gpuPercent,
        @Nullable Double gpuPeakPercent,
        @Nullable Double memoryUsedMib,
        @Nullable Double cpuPercent) {

    /** Checks that nothing is missing. */
    public HeartbeatSample {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(at, "at");
    }

    static HeartbeatSample of(MachineId id, Instant at, Evidence evidence) {
        Evidence.Gpus gpu = evidence.gpu();
        return new HeartbeatSample(
                id, at, 1, gpu.meanPercent(), gpu.peakPercent(), gpu.memoryUsedMib(), evidence.cpuPercent());
    }
}
