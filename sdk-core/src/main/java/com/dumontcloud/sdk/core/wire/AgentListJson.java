package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.AgentInstance;
import com.dumontcloud.sdk.core.model.AgentInstancePage;
import com.dumontcloud.sdk.core.model.PagePosition;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of the fleet, as both dialects print it. */
final class AgentListJson {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private AgentListJson() {}

    static void write(ViewWriter out, AgentInstancePage page, Dialect dialect) {
        out.list("instances", page.instances(), (row, instance) -> {
            if (dialect == Dialect.FLAT) {
                writeFlat(row, instance);
            } else {
                writeNested(row, instance);
            }
        });
        PagePosition position = page.position();
        // The flat list is printed with nothing beside the rows; the counts come with the page that was asked for.
        if (dialect == Dialect.NESTED || position != null) {
            out.whole("count", page.count());
        }
        if (dialect == Dialect.NESTED) {
            out.whole("active_count", page.activeCount());
            out.whole("idle_count", page.idleCount());
        }
        if (position != null) {
            out.whole("page", position.page());
            out.whole("per_page", position.perPage());
            out.whole("total", position.total());
        }
    }

    static AgentInstancePage read(JsonObject root) {
        if (!root.has("instances")) {
            throw root.fault("instances", "there", null);
        }
        List<AgentInstance> instances =
                root.objects("instances").stream().map(AgentListJson::readRow).toList();
        return new AgentInstancePage(
                instances, root.count("active_count"), root.count("idle_count"), readPosition(root));
    }

    private static void writeFlat(ViewWriter row, AgentInstance instance) {
        row.id("instance_id", instance.id(), Dialect.FLAT)
                .text("name", instance.name())
                .text("status", instance.status())
                .instant("last_heartbeat", instance.lastHeartbeat())
                .wholeUnits("seconds_since_heartbeat", instance.sinceHeartbeat(), SECOND)
                .text("health", instance.health())
                .number("gpu_utilization", instance.gpuUtilizationPercent())
                .decimal("cost_today", instance.costTodayUsd());
        if (instance.alert() != null) {
            row.text("alert", instance.alert());
        }
    }

    private static void writeNested(ViewWriter row, AgentInstance instance) {
        row.id("instance_id", instance.id(), Dialect.NESTED)
                .text("hostname", instance.hostname())
                .instant("last_heartbeat", instance.lastHeartbeat())
                .text("status", instance.activity())
                .number("gpu_utilization", instance.gpuUtilizationPercent())
                .number("memory_used_percent", instance.memoryUsedPercent())
                .wholeUnits("idle_seconds", instance.idleFor(), SECOND)
                .text("agent_version", instance.agentVersion());
    }

    private static AgentInstance readRow(JsonObject row) {
        // Both dialects say "status" and mean different things; only the flat one also has "health" and "name".
        boolean flat = row.contains("health") || row.contains("name");
        return AgentInstance.builder(row.machineId("instance_id"))
                .name(row.text("name"))
                .hostname(row.text("hostname"))
                .status(flat ? row.text("status") : null)
                .activity(flat ? null : row.text("status"))
                .health(row.text("health"))
                .lastHeartbeat(row.instant("last_heartbeat"))
                .sinceHeartbeat(row.duration("seconds_since_heartbeat", SECOND))
                .gpuUtilizationPercent(row.number("gpu_utilization"))
                .memoryUsedPercent(row.number("memory_used_percent"))
                .idleFor(row.duration("idle_seconds", SECOND))
                .costTodayUsd(row.decimal("cost_today"))
                .alert(row.text("alert"))
                .agentVersion(row.text("agent_version"))
                .build();
    }

    static @Nullable PagePosition readPosition(JsonObject root) {
        Integer page = root.count("page");
        Integer perPage = root.count("per_page");
        Long total = root.whole("total");
        if (page == null || perPage == null || total == null) {
            return null;
        }
        try {
            return new PagePosition(page, perPage, total);
        } catch (IllegalArgumentException impossible) {
            throw root.outOfRange("page", "a page that can be: " + impossible.getMessage(), impossible);
        }
    }
}
