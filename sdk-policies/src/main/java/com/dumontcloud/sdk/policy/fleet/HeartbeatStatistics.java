package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.RecentHeartbeat;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of one machine's heartbeats, for people and for the metrics page; no decision is taken by it.
 *
 * <p>A heartbeat is due each time the interval told has passed while the machine is expected to report; time is counted in
 * intervals as they were told at the time. Not thread-safe.
 */
final class HeartbeatStatistics {

    /** How many may come before they are due: agents jitter, and several reporters do not make up for a silence of all. */
    private static final int AHEAD = 1;

    /** Keeps a sum of many stretches from falling short of the whole number that it is. */
    private static final double ROUNDING = 1e-6;

    private final Deque<RecentHeartbeat> recent = new ArrayDeque<>(1);
    private long received;
    private double counted;
    private @Nullable Instant first;
    private @Nullable Instant last;
    private long lastNanos;
    private long countedUntilNanos;
    private double due;
    private long silentNanos;
    private double silentIntervals;
    private long missed;
    private double utilizationSum;
    private long utilizations;

    /** Goes on from what was counted before; between then and the start nothing was due. */
    HeartbeatStatistics(HeartbeatCounts before, Moment start) {
        this.received = before.received();
        this.missed = before.missed();
        this.due = before.due();
        this.counted = before.inTime();
        this.utilizationSum = before.utilizationSum();
        this.utilizations = before.utilizations();
        this.first = before.first();
        this.last = before.last();
        this.lastNanos = before.lastNanos();
        this.countedUntilNanos = start.observedNanos();
    }

    /** Counts the time since the call before, during which the machine was in this condition. */
    void pass(MachineCondition during, Moment now) {
        long length = now.observedNanos() - countedUntilNanos;
        countedUntilNanos = now.observedNanos();
        if (first != null && during.isExpectedToReport()) {
            double intervals = (double) length / during.settings().toldNanos();
            due += intervals;
            silentNanos += length;
            silentIntervals += intervals;
        } else if (length > 0) {
            missed = missed(during);
            beginSilence();
        }
    }

    /**
     * Counts a heartbeat.
     *
     * @param isNew whether it is newer than those before
     * @param kept how many of the newest are kept from here on
     */
    void heard(Heartbeat heartbeat, boolean isNew, Moment now, int kept) {
        missed += missedInThisSilence();
        beginSilence();
        received++;
        counted = Math.min(counted + 1, due() + AHEAD);
        if (first == null) {
            first = now.wall();
        }
        if (isNew) {
            last = now.wall();
            lastNanos = now.observedNanos();
        }
        GpuTotals gpus = GpuSummary.of(heartbeat);
        Double utilization = gpus.utilizationPercent();
        if (utilization != null) {
            utilizationSum += utilization;
            utilizations++;
        }
        recent.addFirst(
                new RecentHeartbeat(now.wall(), utilization, gpus.memoryUsedMib(), status(heartbeat.agentStatus())));
        while (recent.size() > kept) {
            recent.removeLast();
        }
    }

    /** Most say the same as the one before: then it is kept once. */
    private @Nullable String status(@Nullable String status) {
        RecentHeartbeat before = recent.peekFirst();
        return before != null && Objects.equals(before.status(), status) ? before.status() : status;
    }

    /** Returns what another process is to go on from. */
    HeartbeatCounts counts(MachineCondition machine) {
        return new HeartbeatCounts(
                received, missed(machine), due, counted, utilizationSum, utilizations, first, last, lastNanos);
    }

    long received() {
        return received;
    }

    @Nullable
    Instant first() {
        return first;
    }

    @Nullable
    Instant last() {
        return last;
    }

    /** Returns how long ago the newest came; absent before the first. */
    @Nullable
    Duration sinceLast(Moment now) {
        return last == null ? null : now.since(lastNanos);
    }

    /** Returns how many that were due did not come. Those of the present silence are not among them until it is late. */
    long missed(MachineCondition machine) {
        boolean late = silentNanos >= machine.settings().lateAfterNanos();
        return late ? missed + missedInThisSilence() : missed;
    }

    /** Returns the share of the heartbeats due since the first that came, 0 to 100; absent before the first. */
    @Nullable
    Double uptimePercent() {
        return first == null ? null : (Double) Math.min(100, 100 * counted / due());
    }

    @Nullable
    Double averageUtilizationPercent() {
        return utilizations == 0 ? null : (Double) (utilizationSum / utilizations);
    }

    List<RecentHeartbeat> recent() {
        return List.copyOf(recent);
    }

    /** The first one is due when it comes. */
    private double due() {
        return 1 + Math.floor(due + ROUNDING);
    }

    private void beginSilence() {
        silentNanos = 0;
        silentIntervals = 0;
    }

    /** Agents jitter, so that the one that comes, or is still to come, may be half an interval early or late. */
    private long missedInThisSilence() {
        return Math.max(0, (long) Math.floor(silentIntervals + ROUNDING + 0.5) - 1);
    }
}
