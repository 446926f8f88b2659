package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of one machine's heartbeats, for people and for the metrics page; no decision is taken by it.
 *
 * <p>A heartbeat is due every told interval while the machine is expected to report. Not thread-safe.
 */
final class HeartbeatStatistics {

    /** How many of the newest are kept for the detail page; the contract's number. */
    private static final int KEPT = 100;

    private final Deque<ReceivedHeartbeat> recent = new ArrayDeque<>();
    private long received;
    private @Nullable Instant first;
    private long dueNanos;
    private long countedUntilNanos;
    private long silentNanos;
    private long missed;
    private double utilizationSum;
    private long utilizations;

    /** Counts the time since the call before, during which the machine was in this condition. */
    void pass(MachineCondition during, Moment now) {
        long length = now.observedNanos() - countedUntilNanos;
        countedUntilNanos = now.observedNanos();
        if (first != null && during.isExpectedToReport()) {
            dueNanos += length;
            silentNanos += length;
        }
    }

    void heard(Heartbeat heartbeat, MachineCondition machine, Moment now) {
        missed = missed(machine);
        silentNanos = 0;
        received++;
        if (first == null) {
            first = now.wall();
        }
        Double utilization = heartbeat.gpuTotals().utilizationPercent();
        if (utilization != null) {
            utilizationSum += utilization;
            utilizations++;
        }
        recent.addFirst(new ReceivedHeartbeat(heartbeat, now.wall()));
        if (recent.size() > KEPT) {
            recent.removeLast();
        }
    }

    long received() {
        return received;
    }

    @Nullable
    Instant first() {
        return first;
    }

    /** Returns how many that were due did not come; a single one that is not yet late is not among them. */
    long missed(MachineCondition machine) {
        long told = machine.settings().toldNanos();
        boolean late = silentNanos >= machine.settings().lateAfterNanos();
        long inThisSilence = late ? silentNanos / told : Math.max(0, Math.round((double) silentNanos / told) - 1);
        return missed + inThisSilence;
    }

    /** Returns the share of the heartbeats due since the first that came, 0 to 100; empty before the first. */
    @Nullable
    Double uptimePercent(MachineCondition machine) {
        if (first == null) {
            return null;
        }
        double due = 1 + Math.floor((double) dueNanos / machine.settings().toldNanos());
        return Math.min(100, 100 * received / due);
    }

    @Nullable
    Double averageUtilizationPercent() {
        return utilizations == 0 ? null : utilizationSum / utilizations;
    }

    List<ReceivedHeartbeat> recent() {
        return List.copyOf(recent);
    }
}
