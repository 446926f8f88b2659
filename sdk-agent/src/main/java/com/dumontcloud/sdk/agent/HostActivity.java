package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.HostReading;
import org.jspecify.annotations.Nullable;

/**
 * Judges samples of the host, over the last half minute. The reporter's own traffic is a few kB per heartbeat, a thousandth of
 * what counts as activity, and is not taken out. Pure arithmetic, not thread-safe.
 */
final class HostActivity {

    /** The thresholds of the lifecycle rules, principle 3. */
    static final double CPU_BUSY_PERCENT = 20;

    static final double CPU_BUSY_PERCENT_WITHOUT_GPU = 5;
    static final double NETWORK_BYTES_PER_SECOND = 1_000_000;
    static final double DISK_BYTES_PER_SECOND = 5_000_000;

    private final TrailingMean cpu;
    private final Traffic network;
    private final Traffic disk;

    HostActivity(double windowSeconds) {
        this.cpu = new TrailingMean(windowSeconds);
        this.network = new Traffic(windowSeconds);
        this.disk = new Traffic(windowSeconds);
    }

    /**
     * Takes in one sample.
     *
     * @param seconds how long ago the one before was, 0 where there is none
     */
    void add(HostReading sample, double seconds) {
        Double percent = sample.cpuPercent();
        if (percent == null || !(percent >= 0 && percent <= 100)) {
            cpu.clear();
        } else if (seconds > 0) {
            cpu.add(percent * seconds, seconds);
        }
        network.add(sample.netReceivedBytes(), sample.netSentBytes(), seconds);
        disk.add(sample.diskReadBytes(), sample.diskWriteBytes(), seconds);
    }

    /** Forgets what was seen: after a gap nothing before it counts. */
    void clear() {
        cpu.clear();
        network.mean.clear();
        disk.mean.clear();
    }

    /** Judges the CPU; on a machine without GPUs less of it is work already. */
    Verdict cpu(boolean hasGpus) {
        double bar = hasGpus ? CPU_BUSY_PERCENT : CPU_BUSY_PERCENT_WITHOUT_GPU;
        return cpu.isEmpty() ? Verdict.UNKNOWN : Verdict.activeIf(cpu.perSecond() >= bar);
    }

    Verdict network() {
        return network.verdict(NETWORK_BYTES_PER_SECOND);
    }

    Verdict disk() {
        return disk.verdict(DISK_BYTES_PER_SECOND);
    }

    /** Bytes in two directions. One of them can show activity, but only both together that there is none. */
    private static final class Traffic {

        private final TrailingMean mean;
        private boolean bothKnown;

        Traffic(double windowSeconds) {
            this.mean = new TrailingMean(windowSeconds);
        }

        void add(@Nullable Long in, @Nullable Long out, double seconds) {
            Double known = plus(plus(null, in), out);
            boolean both = in != null && out != null && in >= 0 && out >= 0;
            if (known == null || both != bothKnown) {
                mean.clear();
            }
            bothKnown = both;
            if (known != null && seconds > 0) {
                mean.add(known, seconds);
            }
        }

        Verdict verdict(double barPerSecond) {
            if (mean.isEmpty()) {
                return Verdict.UNKNOWN;
            }
            if (mean.perSecond() >= barPerSecond) {
                return Verdict.ACTIVE;
            }
            return bothKnown ? Verdict.IDLE : Verdict.UNKNOWN;
        }

        private static @Nullable Double plus(@Nullable Double sum, @Nullable Long bytes) {
            return bytes == null || bytes < 0 ? sum : (Double) ((sum == null ? 0.0 : sum) + bytes);
        }
    }
}
