package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.HostReading;
import org.jspecify.annotations.Nullable;

/**
 * The samples of the host since the last heartbeat that was counted: bytes add up, the CPU's share is weighted by time, memory
 * and disk are as the newest sample had them. Impossible values are taken for absent ones. Pure arithmetic, not thread-safe.
 */
final class HostAggregate {

    private HostReading newest = HostReading.UNKNOWN;
    private double weightedCpu;
    private double cpuWeight;
    private @Nullable Long read;
    private @Nullable Long written;
    private @Nullable Long received;
    private @Nullable Long sent;

    /**
     * Adds one sample.
     *
     * @param seconds how long it stands for
     */
    void add(HostReading sample, double seconds) {
        newest = sample;
        Double cpu = sample.cpuPercent();
        if (cpu != null && cpu >= 0 && cpu <= 100) {
            double weight = Math.max(seconds, 1e-3);
            weightedCpu += cpu * weight;
            cpuWeight += weight;
        }
        read = plus(read, sample.diskReadBytes());
        written = plus(written, sample.diskWriteBytes());
        received = plus(received, sample.netReceivedBytes());
        sent = plus(sent, sample.netSentBytes());
    }

    /** Takes in the samples of a later stretch. */
    void append(HostAggregate later) {
        newest = later.newest.equals(HostReading.UNKNOWN) ? newest : later.newest;
        weightedCpu += later.weightedCpu;
        cpuWeight += later.cpuWeight;
        read = plus(read, later.read);
        written = plus(written, later.written);
        received = plus(received, later.received);
        sent = plus(sent, later.sent);
    }

    HostReading reading() {
        return new HostReading(
                cpuWeight > 0 ? (Double) Math.min(100, weightedCpu / cpuWeight) : null,
                possible(newest.memoryUsedMib()),
                possible(newest.memoryTotalMib()),
                possible(newest.diskUsedGib()),
                read,
                written,
                received,
                sent);
    }

    private static @Nullable Double possible(@Nullable Double value) {
        return value != null && value >= 0 && value < 1e12 ? value : null;
    }

    private static @Nullable Long plus(@Nullable Long sum, @Nullable Long more) {
        if (more == null || more < 0) {
            return sum;
        }
        return sum == null ? more : sum + Math.min(more, Long.MAX_VALUE - sum);
    }
}
