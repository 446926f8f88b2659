package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.HostReading;
import org.jspecify.annotations.Nullable;

/** Judges samples of the host, over the last half minute. Pure arithmetic, not thread-safe. */
final class HostActivity {

    /** The thresholds of the lifecycle rules, principle 3. */
    static final double CPU_BUSY_PERCENT = 20;

    static final double CPU_BUSY_PERCENT_WITHOUT_GPU = 5;
    static final double NETWORK_BYTES_PER_SECOND = 1_000_000;
    static final double DISK_BYTES_PER_SECOND = 5_000_000;

    private final TrailingMean cpu;
    private final TrailingMean network;
    private final TrailingMean disk;

    HostActivity(double windowSeconds) {
        this.cpu = new TrailingMean(windowSeconds);
        this.network = new TrailingMean(windowSeconds);
        this.disk = new TrailingMean(windowSeconds);
    }

    /**
     * Takes in one sample.
     *
     * @param seconds how long ago the one before was, 0 where there is none
     */
    void add(HostReading sample, double seconds) {
        Double percent = sample.cpuPercent();
        add(cpu, percent != null && percent >= 0 && percent <= 100 ? (Double) (percent * seconds) : null, seconds);
        add(network, sum(sample.netReceivedBytes(), sample.netSentBytes()), seconds);
        add(disk, sum(sample.diskReadBytes(), sample.diskWriteBytes()), seconds);
    }

    /** Forgets what was seen: after a gap nothing before it counts. */
    void clear() {
        cpu.clear();
        network.clear();
        disk.clear();
    }

    /** Judges the CPU; on a machine without GPUs less of it is work already. */
    Verdict cpu(boolean hasGpus) {
        return atLeast(cpu, hasGpus ? CPU_BUSY_PERCENT : CPU_BUSY_PERCENT_WITHOUT_GPU);
    }

    Verdict network() {
        return atLeast(network, NETWORK_BYTES_PER_SECOND);
    }

    Verdict disk() {
        return atLeast(disk, DISK_BYTES_PER_SECOND);
    }

    private static void add(TrailingMean mean, @Nullable Double amount, double seconds) {
        if (amount == null) {
            mean.clear();
        } else if (seconds > 0) {
            mean.add(amount, seconds);
        }
    }

    private static Verdict atLeast(TrailingMean mean, double bar) {
        return mean.isEmpty() ? Verdict.UNKNOWN : Verdict.activeIf(mean.perSecond() >= bar);
    }

    private static @Nullable Double sum(@Nullable Long in, @Nullable Long out) {
        if (in == null || out == null || in < 0 || out < 0) {
            return null;
        }
        return (double) in + out;
    }
}
