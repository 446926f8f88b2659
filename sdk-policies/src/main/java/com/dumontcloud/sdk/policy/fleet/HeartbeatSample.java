package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What heartbeats said of a machine's use, for people: one of them, or the means of several where they are long past. No decision is
 * taken by it. Immutable.
 *
 * @param id which machine
 * @param gpu the index of the one GPU it speaks of; absent where it speaks of the whole machine
 * @param at when it came, by our own clock; of several, the beginning of their time
 * @param beats how many heartbeats it stands for
 * @param gpus what the GPU did, or all of them together
 * @param gpuPeakPercent the highest utilisation sampled, 0 to 100; absent where none said
 * @param host what the machine around them did, its byte counts being sums; unknown where it speaks of one GPU
 */
public record HeartbeatSample(
        MachineId id,
        @Nullable Integer gpu,
        Instant at,
        long beats,
        GpuTotals gpus,
        @Nullable Double gpuPeakPercent,
        HostReading host) {

    /** Checks that nothing is missing. */
    public HeartbeatSample {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(gpus, "gpus");
        Objects.requireNonNull(host, "host");
    }

    /** Returns what a heartbeat says of the whole machine, and then of each GPU that it lists. */
    static List<HeartbeatSample> of(Heartbeat heartbeat, Instant at) {
        MachineId id = heartbeat.instanceId();
        List<HeartbeatSample> samples = new ArrayList<>();
        Double peak = null;
        for (GpuReading gpu : heartbeat.gpus()) {
            Double own = gpu.utilizationMaxPercent();
            peak = peak == null || (own != null && own > peak) ? own : peak;
            samples.add(new HeartbeatSample(id, gpu.index(), at, 1, totals(gpu), own, HostReading.UNKNOWN));
        }
        samples.add(0, new HeartbeatSample(id, null, at, 1, GpuSummary.of(heartbeat), peak, heartbeat.host()));
        return samples;
    }

    private static GpuTotals totals(GpuReading gpu) {
        return new GpuTotals(
                gpu.utilizationMeanPercent(),
                gpu.memoryUsedMib(),
                gpu.memoryTotalMib(),
                gpu.temperatureCelsius(),
                gpu.powerWatts());
    }
}
