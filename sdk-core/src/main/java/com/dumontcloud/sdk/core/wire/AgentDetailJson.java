package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.ActivityReading;
import com.dumontcloud.sdk.core.model.AgentInstanceDetail;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.HibernationPlan;
import com.dumontcloud.sdk.core.model.RecentHeartbeat;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The detail of one machine, as both dialects print it. */
final class AgentDetailJson {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final double MIB_PER_GIB = 1024;

    private AgentDetailJson() {}

    static void write(ViewWriter out, AgentInstanceDetail detail, Dialect dialect) {
        if (dialect == Dialect.FLAT) {
            writeFlat(out, detail);
        } else {
            writeNested(out, detail);
        }
    }

    static AgentInstanceDetail read(JsonObject root) {
        Long flatCount = root.whole("total_heartbeats");
        return AgentInstanceDetail.builder(root.machineId("instance_id"))
                .hostname(root.text("hostname"))
                .activity(root.text("status"))
                .firstHeartbeat(root.instant("first_heartbeat"))
                .lastHeartbeat(root.instant("last_heartbeat"))
                .heartbeatCount(flatCount == null ? root.whole("heartbeat_count") : flatCount)
                .uptime(root.duration("uptime_hours", HOUR))
                .uptimePercent(root.number("uptime_percent"))
                .missedHeartbeats(root.whole("missed_heartbeats"))
                .averageGpuUtilizationPercent(root.number("avg_gpu_utilization"))
                .recentHeartbeats(root.objects("recent_heartbeats").stream()
                        .map(AgentDetailJson::readRecent)
                        .toList())
                .gpuTotals(readGpu(root.object("gpu_metrics")))
                .activityReading(readActivity(root.object("activity")))
                .hibernation(readHibernation(root.object("hibernation")))
                .agentVersion(root.text("agent_version"))
                .build();
    }

    private static void writeFlat(ViewWriter out, AgentInstanceDetail detail) {
        out.id("instance_id", detail.id(), Dialect.FLAT)
                .whole("total_heartbeats", detail.heartbeatCount())
                .instant("first_heartbeat", detail.firstHeartbeat())
                .instant("last_heartbeat", detail.lastHeartbeat())
                .number("uptime_percent", detail.uptimePercent())
                .whole("missed_heartbeats", detail.missedHeartbeats())
                .number("avg_gpu_utilization", detail.averageGpuUtilizationPercent())
                .list(
                        "recent_heartbeats",
                        detail.recentHeartbeats(),
                        (row, heartbeat) -> row.instant("timestamp", heartbeat.timestamp())
                                .number("gpu_utilization", heartbeat.gpuUtilizationPercent())
                                .number("vram_used_gb", gib(heartbeat.memoryUsedMib()))
                                .text("status", heartbeat.status()));
    }

    private static void writeNested(ViewWriter out, AgentInstanceDetail detail) {
        GpuTotals gpu = detail.gpuTotals();
        ActivityReading activity = detail.activityReading();
        out.id("instance_id", detail.id(), Dialect.NESTED)
                .text("hostname", detail.hostname())
                .text("status", detail.activity())
                .instant("last_heartbeat", detail.lastHeartbeat())
                .whole("heartbeat_count", detail.heartbeatCount())
                .units("uptime_hours", detail.uptime(), HOUR)
                .object(
                        "gpu_metrics",
                        metrics -> metrics.number("utilization_percent", gpu.utilizationPercent())
                                .number("memory_used_mb", gpu.memoryUsedMib())
                                .number("memory_total_mb", gpu.memoryTotalMib())
                                .number("temperature_celsius", gpu.temperatureCelsius())
                                .number("power_watts", gpu.powerWatts()))
                .object(
                        "activity",
                        traces -> traces.instant("last_activity", activity.lastActivity())
                                .wholeUnits("idle_seconds", activity.idleFor(), SECOND)
                                .whole("process_count", activity.processCount())
                                .whole("active_users", activity.activeUsers()));
        writeHibernation(out, detail.hibernation());
        out.text("agent_version", detail.agentVersion());
    }

    private static void writeHibernation(ViewWriter out, @Nullable HibernationPlan hibernation) {
        if (hibernation == null) {
            out.text("hibernation", null);
            return;
        }
        out.object(
                "hibernation",
                plan -> plan.flag("enabled", hibernation.enabled())
                        .units("threshold_minutes", hibernation.threshold(), MINUTE)
                        .flag("scheduled", hibernation.scheduled())
                        .instant("scheduled_at", hibernation.scheduledAt()));
    }

    private static RecentHeartbeat readRecent(JsonObject row) {
        Instant timestamp = row.instant("timestamp");
        if (timestamp == null) {
            throw row.fault("timestamp", "there", null);
        }
        Double gib = row.number("vram_used_gb");
        return new RecentHeartbeat(
                timestamp, row.number("gpu_utilization"), gib == null ? null : gib * MIB_PER_GIB, row.text("status"));
    }

    private static GpuTotals readGpu(@Nullable JsonObject metrics) {
        if (metrics == null) {
            return GpuTotals.UNKNOWN;
        }
        return new GpuTotals(
                metrics.number("utilization_percent"),
                metrics.number("memory_used_mb"),
                metrics.number("memory_total_mb"),
                metrics.number("temperature_celsius"),
                metrics.number("power_watts"));
    }

    private static ActivityReading readActivity(@Nullable JsonObject traces) {
        if (traces == null) {
            return ActivityReading.UNKNOWN;
        }
        return new ActivityReading(
                traces.instant("last_activity"),
                traces.duration("idle_seconds", SECOND),
                traces.count("process_count"),
                traces.count("active_users"));
    }

    /** A plan that does not say whether it is in force says nothing. */
    private static @Nullable HibernationPlan readHibernation(@Nullable JsonObject plan) {
        Boolean enabled = plan == null ? null : plan.flag("enabled");
        if (plan == null || enabled == null) {
            return null;
        }
        Instant scheduledAt = plan.instant("scheduled_at");
        Boolean scheduled = plan.flag("scheduled");
        return new HibernationPlan(
                enabled,
                plan.duration("threshold_minutes", MINUTE),
                scheduled == null ? scheduledAt != null : scheduled,
                scheduledAt);
    }

    private static @Nullable Double gib(@Nullable Double mib) {
        return mib == null ? null : mib / MIB_PER_GIB;
    }
}
