package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Judges samples of all GPUs: one that works makes the machine active, one that cannot be read makes it unknown. */
final class GpuActivity {

    /** The thresholds of the lifecycle rules, principle 3. */
    static final double BUSY_PERCENT = 5;

    static final double BUSY_AGAIN_PERCENT = 8;
    static final double PEAK_PERCENT = 50;
    static final double MEMORY_CHANGE_MIB = 256;

    private final double windowSeconds;
    private final Map<String, Gpu> known = new HashMap<>();
    private int mostSeen;

    GpuActivity(double windowSeconds) {
        this.windowSeconds = windowSeconds;
    }

    /**
     * Takes in one sample of every GPU.
     *
     * @param seconds how long ago the sample before was
     */
    void add(List<GpuReading> sample, double seconds) {
        for (Gpu gpu : known.values()) {
            gpu.newest = null;
        }
        for (GpuReading reading : sample) {
            String key = reading.uuid() == null ? "#" + reading.index() : reading.uuid();
            Gpu gpu = known.get(key);
            if (gpu == null) {
                gpu = new Gpu(windowSeconds);
                known.put(key, gpu);
            }
            gpu.add(reading, seconds);
        }
        mostSeen = Math.max(mostSeen, sample.size());
    }

    /** Forgets everything but how many GPUs there were: after a gap nothing before it counts. */
    void clear() {
        known.clear();
    }

    /** Returns whether the machine has GPUs. */
    boolean hasGpus() {
        return mostSeen > 0;
    }

    /**
     * Judges the work of the GPUs.
     *
     * @param barPercent from which mean on one is at work
     */
    Verdict utilization(double barPercent) {
        return strongest(gpu -> gpu.utilization(barPercent));
    }

    /** Judges the change of the memory in use. */
    Verdict memory() {
        return strongest(Gpu::memory);
    }

    /** A GPU that is no longer listed may be the one that works. */
    private Verdict strongest(Function<Gpu, Verdict> judge) {
        int idle = 0;
        for (Gpu gpu : known.values()) {
            Verdict verdict = gpu.newest == null ? Verdict.UNKNOWN : judge.apply(gpu);
            if (verdict == Verdict.ACTIVE) {
                return Verdict.ACTIVE;
            }
            idle += verdict == Verdict.IDLE ? 1 : 0;
        }
        return idle > 0 && idle >= mostSeen ? Verdict.IDLE : Verdict.UNKNOWN;
    }

    /** What one GPU did lately. */
    private static final class Gpu {

        private final double windowSeconds;
        private final TrailingMean mean;
        private @Nullable GpuReading newest;
        private @Nullable Double memoryMib;
        private double memoryAgeSeconds;
        private boolean memoryMoved;

        Gpu(double windowSeconds) {
            this.windowSeconds = windowSeconds;
            this.mean = new TrailingMean(windowSeconds);
        }

        void add(GpuReading reading, double seconds) {
            newest = reading;
            Double percent = percent();
            if (percent == null) {
                mean.clear();
            } else {
                Double covered = reading.coveredSeconds();
                double weight = covered != null && covered > 0 ? covered : Math.max(1, seconds);
                mean.add(percent * weight, weight);
            }
            compareMemory(reading.memoryUsedMib(), seconds);
        }

        Verdict utilization(double barPercent) {
            if (newest == null || percent() == null) {
                return Verdict.UNKNOWN;
            }
            Double max = newest.utilizationMaxPercent();
            return Verdict.activeIf(mean.perSecond() >= barPercent || (max != null && max >= PEAK_PERCENT));
        }

        Verdict memory() {
            return memoryMib == null ? Verdict.UNKNOWN : Verdict.activeIf(memoryMoved);
        }

        private @Nullable Double percent() {
            return newest == null || newest.state() != GpuReading.State.OK ? null : newest.utilizationMeanPercent();
        }

        private void compareMemory(@Nullable Double now, double seconds) {
            memoryMoved = now != null && memoryMib != null && Math.abs(now - memoryMib) >= MEMORY_CHANGE_MIB;
            memoryAgeSeconds += seconds;
            if (now == null || memoryMib == null || memoryMoved || memoryAgeSeconds >= windowSeconds) {
                memoryMib = now;
                memoryAgeSeconds = 0;
            }
        }
    }
}
