package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.ActivityReading;
import com.dumontcloud.sdk.core.model.AgentInstance;
import com.dumontcloud.sdk.core.model.AgentInstanceDetail;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HibernationPlan;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.RecentHeartbeat;
import com.dumontcloud.sdk.core.wire.Dialect;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what the monitor knows into the words of the contract. */
final class InstanceViews {

    /** A millionth of a dollar: finer than any bill. */
    private static final int USD_SCALE = 6;

    private InstanceViews() {}

    static AgentInstance row(MachineReport report) {
        MachineCondition machine = report.condition();
        Heartbeat newest = report.newest();
        return AgentInstance.builder(machine.id())
                .name(machine.profile().name())
                .hostname(newest == null ? null : newest.hostname())
                .status(status(machine, Dialect.FLAT))
                .activity(status(machine, Dialect.NESTED))
                .health(health(machine.liveness()))
                .lastHeartbeat(report.lastHeartbeat())
                .sinceHeartbeat(report.sinceHeartbeat())
                .gpuUtilizationPercent(report.gpuTotals().utilizationPercent())
                .memoryUsedPercent(rounded(report.gpuTotals().memoryUsedPercent()))
                .idleFor(idleFor(report))
                .costTodayUsd(costToday(report))
                .alert(alert(report))
                .agentVersion(newest == null ? null : newest.agentVersion())
                .build();
    }

    static AgentInstanceDetail detail(MachineReport report, List<RecentHeartbeat> recent, Instant now) {
        MachineCondition machine = report.condition();
        Heartbeat newest = report.newest();
        return AgentInstanceDetail.builder(machine.id())
                .hostname(newest == null ? null : newest.hostname())
                .activity(status(machine, Dialect.NESTED))
                .firstHeartbeat(report.firstHeartbeat())
                .lastHeartbeat(report.lastHeartbeat())
                .heartbeatCount(report.heartbeats())
                .uptime(report.runningFor())
                .uptimePercent(rounded(report.uptimePercent()))
                .missedHeartbeats(report.missedHeartbeats())
                .averageGpuUtilizationPercent(rounded(report.averageUtilizationPercent()))
                .recentHeartbeats(recent)
                .gpuTotals(report.gpuTotals())
                .activityReading(traces(report))
                .hibernation(plan(report, now))
                .agentVersion(newest == null ? null : newest.agentVersion())
                .build();
    }

    /** The word of the dialect; lifecycle rules, "dialect words". */
    static String status(MachineCondition machine, Dialect dialect) {
        MachineState shown = machine.shownState();
        if (shown == MachineState.DELETED) {
            return shown.text();
        }
        if (dialect == Dialect.NESTED) {
            return machine.activity().isIdle() ? "idle" : "active";
        }
        return isOrphaned(machine) ? "orphaned" : shown.text();
    }

    /** Once it is parked its silence is no news, though the engine remembers that it was orphaned. */
    static boolean isOrphaned(MachineCondition machine) {
        return machine.liveness() == Liveness.ORPHANED && machine.shownState() == MachineState.RUNNING;
    }

    /** What the provider billed, else what the agent claims: where nobody named a price its word is all there is. */
    static @Nullable BigDecimal costToday(MachineReport report) {
        if (report.condition().profile().runningRate() != null) {
            return usd(report.account().billedTodayUsd());
        }
        Heartbeat newest = report.newest();
        return newest == null ? null : newest.costAccumulatedUsd();
    }

    static BigDecimal usd(BigDecimal exact) {
        BigDecimal rounded = exact.setScale(USD_SCALE, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    static String health(Liveness liveness) {
        if (liveness == Liveness.NEVER_SEEN) {
            return "unknown";
        }
        return liveness.isSilent() ? "unhealthy" : "healthy";
    }

    private static @Nullable String alert(MachineReport report) {
        Duration silence = report.sinceHeartbeat();
        if (!report.condition().liveness().isSilent() || !report.condition().isExpectedToReport()) {
            return null;
        }
        if (silence == null) {
            return "No heartbeat yet. May be stuck.";
        }
        long minutes = silence.toMinutes();
        return "No heartbeat for " + minutes + (minutes == 1 ? " minute" : " minutes") + ". May be stuck.";
    }

    private static @Nullable Duration idleFor(MachineReport report) {
        if (report.idleFor() != null) {
            return report.idleFor();
        }
        return report.condition().activity() == Activity.ACTIVE ? Duration.ZERO : null;
    }

    private static ActivityReading traces(MachineReport report) {
        Heartbeat newest = report.newest();
        if (newest == null) {
            return ActivityReading.UNKNOWN;
        }
        return new ActivityReading(
                newest.lastActivity(), agentsIdle(newest, report), newest.processCount(), newest.activeUsers());
    }

    /** The agent's own count first, then its two timestamps, which are of one clock, then ours. */
    private static @Nullable Duration agentsIdle(Heartbeat newest, MachineReport report) {
        Instant lastActivity = newest.lastActivity();
        Instant sent = newest.timestamp();
        if (newest.idleSeconds() != null) {
            return Duration.ofMillis((long) (newest.idleSeconds() * 1000));
        }
        if (lastActivity != null && sent != null && !sent.isBefore(lastActivity)) {
            return Duration.between(lastActivity, sent);
        }
        return idleFor(report);
    }

    private static HibernationPlan plan(MachineReport report, Instant now) {
        MachineCondition machine = report.condition();
        if (!machine.isClaimed() || !machine.settings().parksUnused()) {
            return HibernationPlan.disabled();
        }
        Duration left = report.hibernateIn();
        return new HibernationPlan(
                true,
                Duration.ofNanos(machine.settings().idleAfterNanos()),
                left != null,
                left == null ? null : now.plus(left));
    }

    private static @Nullable Double rounded(@Nullable Double value) {
        return value == null ? null : (Double) (Math.round(value * 100) / 100.0);
    }
}
