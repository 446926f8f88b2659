package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that people can be told of one machine at one moment. Immutable.
 *
 * @param condition what the engine thinks of it
 * @param account what it cost and what parking it saved
 * @param newest its newest heartbeat, however old; absent before the first that this process heard
 * @param current its newest heartbeat that speaks of GPUs, while that is no older than a heartbeat may be late and the machine
 *     is not known to be off; absent otherwise, so that nobody takes an old number for a present one
 * @param firstHeartbeat when the first came
 * @param lastHeartbeat when the newest came
 * @param sinceHeartbeat how long ago that is, in observed time; absent before the first
 * @param idleFor how long it has been unused, by its samples; absent while it is not
 * @param hibernateIn how long until it is parked; absent unless its users were told so
 * @param runningFor how long it has been on without a break, in observed time; absent while it is off
 * @param heartbeats how many came
 * @param missedHeartbeats how many were due and did not come; never falls
 * @param uptimePercent the share of those due that came, 0 to 100; absent before the first
 * @param averageUtilizationPercent mean GPU utilisation over all heartbeats that had one
 */
public record MachineReport(
        MachineCondition condition,
        Account account,
        @Nullable Heartbeat newest,
        @Nullable Heartbeat current,
        @Nullable Instant firstHeartbeat,
        @Nullable Instant lastHeartbeat,
        @Nullable Duration sinceHeartbeat,
        @Nullable Duration idleFor,
        @Nullable Duration hibernateIn,
        @Nullable Duration runningFor,
        long heartbeats,
        long missedHeartbeats,
        @Nullable Double uptimePercent,
        @Nullable Double averageUtilizationPercent) {

    /** Returns what its GPUs do now, all together; {@link GpuTotals#UNKNOWN} where no present number is known. */
    public GpuTotals gpuTotals() {
        return current == null ? GpuTotals.UNKNOWN : GpuSummary.of(current);
    }

    /**
     * Returns what it has cost for certain, in US dollars: without time that the next reading may take back. Falls only where a person
     * corrects a price that was registered ({@link FleetMonitor#correct}).
     */
    public BigDecimal certainUsd() {
        HourlyRate running = Objects.requireNonNullElse(condition.profile().runningRate(), HourlyRate.FREE);
        return account.billedUsd().subtract(running.costOf(account.unseen()));
    }
}
