package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.model.ReporterRef;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a heartbeat in one of the two dialects. What only the other dialect has a name for is written under that name, so that
 * nothing is lost. What is absent is not written, and neither is a number that JSON cannot hold: nobody measured NaN.
 */
final class HeartbeatWriter {

    private final JsonOutput out = new JsonOutput();

    private HeartbeatWriter() {}

    static byte[] write(Heartbeat heartbeat, Dialect dialect) {
        HeartbeatWriter writer = new HeartbeatWriter();
        writer.heartbeat(heartbeat, dialect == Dialect.FLAT);
        return writer.out.toBytes();
    }

    private void heartbeat(Heartbeat heartbeat, boolean flat) {
        out.beginObject().name(HeartbeatField.INSTANCE_ID.quoted());
        String id = heartbeat.instanceId().value();
        if (!flat && heartbeat.instanceId().isExactJsonNumber()) {
            out.number(Long.parseLong(id));
        } else {
            out.text(id);
        }
        text(HeartbeatField.HOSTNAME, heartbeat.hostname());
        instant(HeartbeatField.TIMESTAMP, heartbeat.timestamp());
        if (flat) {
            flatGpuTotals(heartbeat.gpuTotals());
            flatHost(heartbeat.host());
        } else {
            gpuMetrics(heartbeat.gpuTotals());
            host(heartbeat.host());
        }
        whole(HeartbeatField.PROCESS_COUNT, heartbeat.processCount());
        whole(HeartbeatField.ACTIVE_USERS, heartbeat.activeUsers());
        instant(HeartbeatField.LAST_ACTIVITY, heartbeat.lastActivity());
        text(HeartbeatField.AGENT_VERSION, heartbeat.agentVersion());
        usd(HeartbeatField.COST_ACCUMULATED, heartbeat.costAccumulatedUsd());
        text(HeartbeatField.STATUS, heartbeat.agentStatus());
        whole(HeartbeatField.UPTIME_SECONDS, heartbeat.uptimeSeconds());
        reporter(heartbeat.reporter());
        whole(HeartbeatField.SEQ, heartbeat.seq());
        text(HeartbeatField.BOOT_ID, heartbeat.bootId());
        decimal(HeartbeatField.IDLE_SECONDS, heartbeat.idleSeconds());
        gpus(heartbeat.gpus());
        people(heartbeat.people());
        busy(heartbeat.busy());
        results(heartbeat.results());
        goodbye(heartbeat.goodbye());
        out.endObject();
    }

    private void gpuMetrics(GpuTotals gpus) {
        if (gpus.equals(GpuTotals.UNKNOWN)) {
            return;
        }
        out.name(HeartbeatField.GPU_METRICS.quoted()).beginObject();
        decimal(HeartbeatField.UTILIZATION_PERCENT, gpus.utilizationPercent());
        decimal(HeartbeatField.MEMORY_USED_MB, gpus.memoryUsedMib());
        decimal(HeartbeatField.MEMORY_TOTAL_MB, gpus.memoryTotalMib());
        decimal(HeartbeatField.TEMPERATURE_CELSIUS, gpus.temperatureCelsius());
        decimal(HeartbeatField.POWER_WATTS, gpus.powerWatts());
        out.endObject();
    }

    private void flatGpuTotals(GpuTotals gpus) {
        decimal(HeartbeatField.GPU_UTILIZATION, gpus.utilizationPercent());
        decimal(HeartbeatField.VRAM_USED_GB, gib(gpus.memoryUsedMib()));
        gpuMetrics(new GpuTotals(null, null, gpus.memoryTotalMib(), gpus.temperatureCelsius(), gpus.powerWatts()));
    }

    private void host(HostReading host) {
        if (host.equals(HostReading.UNKNOWN)) {
            return;
        }
        out.name(HeartbeatField.HOST.quoted()).beginObject();
        decimal(HeartbeatField.CPU_PERCENT, host.cpuPercent());
        decimal(HeartbeatField.MEMORY_USED_MB, host.memoryUsedMib());
        decimal(HeartbeatField.MEMORY_TOTAL_MB, host.memoryTotalMib());
        decimal(HeartbeatField.DISK_USED_GB, host.diskUsedGib());
        whole(HeartbeatField.DISK_READ_BYTES, host.diskReadBytes());
        whole(HeartbeatField.DISK_WRITE_BYTES, host.diskWriteBytes());
        whole(HeartbeatField.NET_RX_BYTES, host.netReceivedBytes());
        whole(HeartbeatField.NET_TX_BYTES, host.netSentBytes());
        out.endObject();
    }

    private void flatHost(HostReading host) {
        decimal(HeartbeatField.CPU_UTILIZATION, host.cpuPercent());
        decimal(HeartbeatField.RAM_USED_GB, gib(host.memoryUsedMib()));
        decimal(HeartbeatField.DISK_USED_GB, host.diskUsedGib());
        host(new HostReading(
                null,
                null,
                host.memoryTotalMib(),
                null,
                host.diskReadBytes(),
                host.diskWriteBytes(),
                host.netReceivedBytes(),
                host.netSentBytes()));
    }

    private void reporter(ReporterRef reporter) {
        if (reporter.equals(ReporterRef.AGENT)) {
            return;
        }
        out.name(HeartbeatField.REPORTER.quoted()).beginObject();
        text(HeartbeatField.ID, reporter.id());
        text(HeartbeatField.KIND, reporter.kind());
        text(HeartbeatField.START_ID, reporter.startId());
        out.endObject();
    }

    private void gpus(List<GpuReading> gpus) {
        if (gpus.isEmpty()) {
            return;
        }
        out.name(HeartbeatField.GPUS.quoted()).beginArray();
        for (GpuReading gpu : gpus) {
            gpu(gpu);
        }
        out.endArray();
    }

    private void gpu(GpuReading gpu) {
        out.beginObject().name(HeartbeatField.INDEX.quoted()).number(gpu.index());
        text(HeartbeatField.UUID, gpu.uuid());
        text(HeartbeatField.NAME, gpu.name());
        decimal(HeartbeatField.UTILIZATION_MEAN_PERCENT, gpu.utilizationMeanPercent());
        decimal(HeartbeatField.UTILIZATION_MAX_PERCENT, gpu.utilizationMaxPercent());
        whole(HeartbeatField.SAMPLES, gpu.samples());
        decimal(HeartbeatField.COVERED_SECONDS, gpu.coveredSeconds());
        decimal(HeartbeatField.MEMORY_USED_MB, gpu.memoryUsedMib());
        decimal(HeartbeatField.MEMORY_TOTAL_MB, gpu.memoryTotalMib());
        decimal(HeartbeatField.TEMPERATURE_CELSIUS, gpu.temperatureCelsius());
        decimal(HeartbeatField.POWER_WATTS, gpu.powerWatts());
        text(HeartbeatField.STATE, gpu.state().text());
        if (!gpu.absent().isEmpty()) {
            out.name(HeartbeatField.ABSENT.quoted()).beginObject();
            for (Map.Entry<String, String> metric : gpu.absent().entrySet()) {
                out.name(metric.getKey()).text(metric.getValue());
            }
            out.endObject();
        }
        out.endObject();
    }

    private void people(PeopleReading people) {
        if (people.equals(PeopleReading.UNKNOWN)) {
            return;
        }
        out.name(HeartbeatField.PEOPLE.quoted()).beginObject();
        whole(HeartbeatField.SSH_SESSIONS, people.sshSessions());
        decimal(HeartbeatField.LAST_INPUT_SECONDS, people.lastInputSeconds());
        if (people.jupyterBusy() != null) {
            out.name(HeartbeatField.JUPYTER_BUSY.quoted()).bool(people.jupyterBusy());
        }
        out.endObject();
    }

    private void busy(@Nullable BusyReading busy) {
        if (busy == null) {
            return;
        }
        out.name(HeartbeatField.BUSY.quoted()).beginObject();
        out.name(HeartbeatField.ACTIVE.quoted()).bool(busy.active());
        text(HeartbeatField.LABEL, busy.label());
        decimal(HeartbeatField.PROGRESS, busy.progress());
        decimal(HeartbeatField.PROGRESS_CHANGED_SECONDS, busy.progressChangedSeconds());
        out.endObject();
    }

    private void results(List<CommandResult> results) {
        if (results.isEmpty()) {
            return;
        }
        out.name(HeartbeatField.RESULTS.quoted()).beginArray();
        for (CommandResult result : results) {
            out.beginObject();
            text(HeartbeatField.ID, result.id());
            text(HeartbeatField.OUTCOME, result.outcome().text());
            text(HeartbeatField.DETAIL, result.detail());
            decimal(HeartbeatField.PROGRESS, result.progress());
            text(HeartbeatField.SNAPSHOT_ID, result.snapshotId());
            out.endObject();
        }
        out.endArray();
    }

    private void goodbye(@Nullable Goodbye goodbye) {
        if (goodbye == null) {
            return;
        }
        out.name(HeartbeatField.GOODBYE.quoted()).beginObject();
        text(HeartbeatField.REASON, goodbye.text());
        out.endObject();
    }

    private void text(HeartbeatField field, @Nullable String value) {
        if (value != null) {
            out.name(field.quoted()).text(value);
        }
    }

    private void decimal(HeartbeatField field, @Nullable Double value) {
        if (value != null && Double.isFinite(value)) {
            out.name(field.quoted()).number(value);
        }
    }

    private void whole(HeartbeatField field, @Nullable Long value) {
        if (value != null) {
            out.name(field.quoted()).number(value);
        }
    }

    private void whole(HeartbeatField field, @Nullable Integer value) {
        if (value != null) {
            out.name(field.quoted()).number((long) value);
        }
    }

    private void usd(HeartbeatField field, @Nullable BigDecimal value) {
        if (value != null) {
            out.name(field.quoted()).number(value);
        }
    }

    private void instant(HeartbeatField field, @Nullable Instant value) {
        if (value != null) {
            out.name(field.quoted()).instant(value);
        }
    }

    private static @Nullable Double gib(@Nullable Double mib) {
        return mib == null ? null : (Double) (mib / HeartbeatReader.MIB_PER_GIB);
    }
}
