package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.HostReading;
import org.jspecify.annotations.Nullable;

/**
 * The samples of the host since the last heartbeat that was counted: bytes add up, the CPU's share is weighted by time, memory
 * and disk are as the newest sample had them. Impossible values are taken for absent ones. Pure arithmetic, not thread-safe.
 */
final class HostAggregate {

    /** The bounds of the heartbeat codec, beyond which a control plane would refuse the whole heartbeat. */
    private static final double MOST_MIB = 64.0 * 1024 * 1024;

    private static final double MOST_GIB = 1024.0 * 1024;
    private static final long MOST_BYTES = (1L << 53) - 1;

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

    /** Begins with a sample that was told already and still stands, but whose bytes must not count twice. */
    static HostAggregate standing(HostReading told) {
        HostAggregate aggregate = new HostAggregate();
        HostReading still = new HostReading(
                told.cpuPercent(),
                told.memoryUsedMib(),
                told.memoryTotalMib(),
                told.diskUsedGib(),
                null,
                null,
                null,
                null);
        aggregate.add(still, 0);
        return aggregate;
    }

    boolean isEmpty() {
        return newest.isUnknown();
    }

    /** Takes in the samples of a later stretch. */
    void append(HostAggregate later) {
        newest = later.isEmpty() ? newest : later.newest;
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
                possible(newest.memoryUsedMib(), MOST_MIB),
                possible(newest.memoryTotalMib(), MOST_MIB),
                possible(newest.diskUsedGib(), MOST_GIB),
                read,
                written,
                received,
                sent);
    }

    private static @Nullable Double possible(@Nullable Double value, double most) {
        return value != null && value >= 0 && value <= most ? value : null;
    }

    private static @Nullable Long plus(@Nullable Long sum, @Nullable Long more) {
        if (more == null || more < 0) {
            return sum;
        }
        return Math.min(MOST_BYTES, (sum == null ? 0 : sum) + Math.min(more, MOST_BYTES));
    }
}
