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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a heartbeat in one of the two dialects. What only the other dialect has a name for is written under that name, so that
 * nothing is lost. What is absent is not written, and neither is a number that JSON cannot hold: nobody measured NaN.
 */
final class HeartbeatWriter {

    private HeartbeatWriter() {}

    static byte[] write(Heartbeat heartbeat, Dialect dialect) {
        JsonOutput out = new JsonOutput();
        writeHeartbeat(out, heartbeat, dialect == Dialect.FLAT);
        return out.toBytes();
    }

    private static void writeHeartbeat(JsonOutput out, Heartbeat heartbeat, boolean flat) {
        out.beginObject();
        String id = heartbeat.instanceId().value();
        if (!flat && heartbeat.instanceId().isExactJsonNumber()) {
            out.raw(HeartbeatField.INSTANCE_ID.quoted(), id);
        } else {
            out.field(HeartbeatField.INSTANCE_ID.quoted(), id);
        }
        out.field(HeartbeatField.HOSTNAME.quoted(), heartbeat.hostname());
        out.field(HeartbeatField.TIMESTAMP.quoted(), heartbeat.timestamp());
        if (flat) {
            writeFlatGpuTotals(out, heartbeat.gpuTotals());
            writeFlatHost(out, heartbeat.host());
        } else {
            writeGpuMetrics(out, heartbeat.gpuTotals());
            writeHost(out, heartbeat.host());
        }
        out.field(HeartbeatField.PROCESS_COUNT.quoted(), heartbeat.processCount());
        out.field(HeartbeatField.ACTIVE_USERS.quoted(), heartbeat.activeUsers());
        out.field(HeartbeatField.LAST_ACTIVITY.quoted(), heartbeat.lastActivity());
        out.field(HeartbeatField.AGENT_VERSION.quoted(), heartbeat.agentVersion());
        out.field(HeartbeatField.COST_ACCUMULATED.quoted(), heartbeat.costAccumulatedUsd());
        out.field(HeartbeatField.STATUS.quoted(), heartbeat.agentStatus());
        out.field(HeartbeatField.UPTIME_SECONDS.quoted(), heartbeat.uptimeSeconds());
        writeReporter(out, heartbeat.reporter());
        out.field(HeartbeatField.SEQ.quoted(), heartbeat.seq());
        out.field(HeartbeatField.BOOT_ID.quoted(), heartbeat.bootId());
        out.field(HeartbeatField.IDLE_SECONDS.quoted(), heartbeat.idleSeconds());
        writeGpus(out, heartbeat.gpus());
        writePeople(out, heartbeat.people());
        writeBusy(out, heartbeat.busy());
        writeResults(out, heartbeat.results());
        writeGoodbye(out, heartbeat.goodbye());
        out.endObject();
    }

    private static void writeGpuMetrics(JsonOutput out, GpuTotals gpus) {
        if (gpus.equals(GpuTotals.UNKNOWN)) {
            return;
        }
        out.beginObject(HeartbeatField.GPU_METRICS.quoted());
        out.field(HeartbeatField.UTILIZATION_PERCENT.quoted(), gpus.utilizationPercent());
        out.field(HeartbeatField.MEMORY_USED_MB.quoted(), gpus.memoryUsedMib());
        out.field(HeartbeatField.MEMORY_TOTAL_MB.quoted(), gpus.memoryTotalMib());
        out.field(HeartbeatField.TEMPERATURE_CELSIUS.quoted(), gpus.temperatureCelsius());
        out.field(HeartbeatField.POWER_WATTS.quoted(), gpus.powerWatts());
        out.endObject();
    }

    private static void writeFlatGpuTotals(JsonOutput out, GpuTotals gpus) {
        out.field(HeartbeatField.GPU_UTILIZATION.quoted(), gpus.utilizationPercent());
        out.field(HeartbeatField.VRAM_USED_GB.quoted(), gib(gpus.memoryUsedMib()));
        writeGpuMetrics(
                out, new GpuTotals(null, null, gpus.memoryTotalMib(), gpus.temperatureCelsius(), gpus.powerWatts()));
    }

    private static void writeHost(JsonOutput out, HostReading host) {
        if (host.equals(HostReading.UNKNOWN)) {
            return;
        }
        out.beginObject(HeartbeatField.HOST.quoted());
        out.field(HeartbeatField.CPU_PERCENT.quoted(), host.cpuPercent());
        out.field(HeartbeatField.MEMORY_USED_MB.quoted(), host.memoryUsedMib());
        out.field(HeartbeatField.MEMORY_TOTAL_MB.quoted(), host.memoryTotalMib());
        out.field(HeartbeatField.DISK_USED_GB.quoted(), host.diskUsedGib());
        out.field(HeartbeatField.DISK_READ_BYTES.quoted(), host.diskReadBytes());
        out.field(HeartbeatField.DISK_WRITE_BYTES.quoted(), host.diskWriteBytes());
        out.field(HeartbeatField.NET_RX_BYTES.quoted(), host.netReceivedBytes());
        out.field(HeartbeatField.NET_TX_BYTES.quoted(), host.netSentBytes());
        out.endObject();
    }

    private static void writeFlatHost(JsonOutput out, HostReading host) {
        out.field(HeartbeatField.CPU_UTILIZATION.quoted(), host.cpuPercent());
        out.field(HeartbeatField.RAM_USED_GB.quoted(), gib(host.memoryUsedMib()));
        out.field(HeartbeatField.DISK_USED_GB.quoted(), host.diskUsedGib());
        writeHost(
                out,
                new HostReading(
                        null,
                        null,
                        host.memoryTotalMib(),
                        null,
                        host.diskReadBytes(),
                        host.diskWriteBytes(),
                        host.netReceivedBytes(),
                        host.netSentBytes()));
    }

    private static void writeReporter(JsonOutput out, ReporterRef reporter) {
        if (reporter.equals(ReporterRef.AGENT)) {
            return;
        }
        out.beginObject(HeartbeatField.REPORTER.quoted());
        out.field(HeartbeatField.ID.quoted(), reporter.id());
        out.field(HeartbeatField.KIND.quoted(), reporter.kind());
        out.field(HeartbeatField.START_ID.quoted(), reporter.startId());
        out.endObject();
    }

    private static void writeGpus(JsonOutput out, List<GpuReading> gpus) {
        if (gpus.isEmpty()) {
            return;
        }
        out.beginArray(HeartbeatField.GPUS.quoted());
        for (GpuReading gpu : gpus) {
            writeGpu(out, gpu);
        }
        out.endArray();
    }

    private static void writeGpu(JsonOutput out, GpuReading gpu) {
        out.beginObject();
        out.field(HeartbeatField.INDEX.quoted(), gpu.index());
        out.field(HeartbeatField.UUID.quoted(), gpu.uuid());
        out.field(HeartbeatField.NAME.quoted(), gpu.name());
        out.field(HeartbeatField.UTILIZATION_MEAN_PERCENT.quoted(), gpu.utilizationMeanPercent());
        out.field(HeartbeatField.UTILIZATION_MAX_PERCENT.quoted(), gpu.utilizationMaxPercent());
        out.field(HeartbeatField.SAMPLES.quoted(), gpu.samples());
        out.field(HeartbeatField.COVERED_SECONDS.quoted(), gpu.coveredSeconds());
        out.field(HeartbeatField.MEMORY_USED_MB.quoted(), gpu.memoryUsedMib());
        out.field(HeartbeatField.MEMORY_TOTAL_MB.quoted(), gpu.memoryTotalMib());
        out.field(HeartbeatField.TEMPERATURE_CELSIUS.quoted(), gpu.temperatureCelsius());
        out.field(HeartbeatField.POWER_WATTS.quoted(), gpu.powerWatts());
        out.field(HeartbeatField.STATE.quoted(), gpu.state().text());
        if (!gpu.absent().isEmpty()) {
            out.beginObject(HeartbeatField.ABSENT.quoted());
            for (Map.Entry<String, String> metric : gpu.absent().entrySet()) {
                out.field(metric.getKey(), metric.getValue());
            }
            out.endObject();
        }
        out.endObject();
    }

    private static void writePeople(JsonOutput out, PeopleReading people) {
        if (people.equals(PeopleReading.UNKNOWN)) {
            return;
        }
        out.beginObject(HeartbeatField.PEOPLE.quoted());
        out.field(HeartbeatField.SSH_SESSIONS.quoted(), people.sshSessions());
        out.field(HeartbeatField.LAST_INPUT_SECONDS.quoted(), people.lastInputSeconds());
        out.field(HeartbeatField.JUPYTER_BUSY.quoted(), people.jupyterBusy());
        out.endObject();
    }

    private static void writeBusy(JsonOutput out, @Nullable BusyReading busy) {
        if (busy == null) {
            return;
        }
        out.beginObject(HeartbeatField.BUSY.quoted());
        out.field(HeartbeatField.ACTIVE.quoted(), busy.active());
        out.field(HeartbeatField.LABEL.quoted(), busy.label());
        out.field(HeartbeatField.PROGRESS.quoted(), busy.progress());
        out.field(HeartbeatField.PROGRESS_CHANGED_SECONDS.quoted(), busy.progressChangedSeconds());
        out.endObject();
    }

    private static void writeResults(JsonOutput out, List<CommandResult> results) {
        if (results.isEmpty()) {
            return;
        }
        out.beginArray(HeartbeatField.RESULTS.quoted());
        for (CommandResult result : results) {
            out.beginObject();
            out.field(HeartbeatField.ID.quoted(), result.id());
            out.field(HeartbeatField.OUTCOME.quoted(), result.outcome().text());
            out.field(HeartbeatField.DETAIL.quoted(), result.detail());
            out.field(HeartbeatField.PROGRESS.quoted(), result.progress());
            out.field(HeartbeatField.SNAPSHOT_ID.quoted(), result.snapshotId());
            out.endObject();
        }
        out.endArray();
    }

    private static void writeGoodbye(JsonOutput out, @Nullable Goodbye goodbye) {
        if (goodbye == null) {
            return;
        }
        out.beginObject(HeartbeatField.GOODBYE.quoted());
        out.field(HeartbeatField.REASON.quoted(), goodbye.text());
        out.endObject();
    }

    private static @Nullable Double gib(@Nullable Double mib) {
        return mib == null ? null : (Double) (mib / HeartbeatReader.MIB_PER_GIB);
    }
}
