package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that people can be told of one machine at one moment. Immutable.
 *
 * @param condition what the engine thinks of it
 * @param account what it cost and what parking it saved
 * @param newest its newest heartbeat; absent before the first
 * @param firstHeartbeat when the first came
 * @param lastHeartbeat when the newest came
 * @param sinceHeartbeat how long ago that is, in observed time; absent before the first
 * @param idleFor how long it has been unused, by its samples; absent while it is not
 * @param hibernateIn how long until it is parked; absent unless its users were told so
 * @param heartbeats how many came
 * @param missedHeartbeats how many were due and did not come; never falls
 * @param uptimePercent the share of those due that came, 0 to 100; absent before the first
 * @param averageUtilizationPercent mean GPU utilisation over all heartbeats that had one
 */
public record MachineReport(
        MachineCondition condition,
        Account account,
        @Nullable Heartbeat newest,
        @Nullable Instant firstHeartbeat,
        @Nullable Instant lastHeartbeat,
        @Nullable Duration sinceHeartbeat,
        @Nullable Duration idleFor,
        @Nullable Duration hibernateIn,
        long heartbeats,
        long missedHeartbeats,
        @Nullable Double uptimePercent,
        @Nullable Double averageUtilizationPercent) {}
