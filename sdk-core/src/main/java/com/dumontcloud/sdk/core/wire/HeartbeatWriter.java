package com.dumontcloud.sdk.core.wire;

import static com.dumontcloud.sdk.core.wire.HeartbeatField.ACTIVE;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.ACTIVE_USERS;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.AGENT_VERSION;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.BOOT_ID;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.BUSY;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.COST_ACCUMULATED;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.CPU_PERCENT;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.CPU_UTILIZATION;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.DETAIL;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.DISK_READ_BYTES;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.DISK_USED_GB;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.DISK_WRITE_BYTES;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.GOODBYE;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.GPU_METRICS;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.GPU_UTILIZATION;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.HOST;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.HOSTNAME;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.ID;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.IDLE_SECONDS;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.INSTANCE_ID;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.JUPYTER_BUSY;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.KIND;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.LABEL;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.LAST_ACTIVITY;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.LAST_INPUT_SECONDS;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.MEMORY_TOTAL_MB;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.MEMORY_USED_MB;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.NET_RX_BYTES;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.NET_TX_BYTES;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.OUTCOME;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.PEOPLE;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.POWER_WATTS;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.PROCESS_COUNT;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.PROGRESS;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.PROGRESS_CHANGED_SECONDS;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.RAM_USED_GB;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.REASON;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.REPORTER;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.RESULTS;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.SEQ;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.SNAPSHOT_ID;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.SSH_SESSIONS;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.START_ID;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.STATUS;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.TEMPERATURE_CELSIUS;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.TIMESTAMP;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.UPTIME_SECONDS;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.UTILIZATION_PERCENT;
import static com.dumontcloud.sdk.core.wire.HeartbeatField.VRAM_USED_GB;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.model.ReporterRef;
import java.util.List;
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
            out.raw(INSTANCE_ID, id);
        } else {
            out.field(INSTANCE_ID, id);
        }
        out.field(HOSTNAME, heartbeat.hostname());
        out.field(TIMESTAMP, heartbeat.timestamp());
        if (flat) {
            writeFlatGpuTotals(out, heartbeat.gpuTotals());
            writeFlatHost(out, heartbeat.host());
        } else {
            writeGpuMetrics(out, heartbeat.gpuTotals());
            writeHost(out, heartbeat.host());
        }
        out.field(PROCESS_COUNT, heartbeat.processCount());
        out.field(ACTIVE_USERS, heartbeat.activeUsers());
        out.field(LAST_ACTIVITY, heartbeat.lastActivity());
        out.field(AGENT_VERSION, heartbeat.agentVersion());
        out.field(COST_ACCUMULATED, heartbeat.costAccumulatedUsd());
        out.field(STATUS, heartbeat.agentStatus());
        out.field(UPTIME_SECONDS, heartbeat.uptimeSeconds());
        writeReporter(out, heartbeat.reporter());
        out.field(SEQ, heartbeat.seq());
        out.field(BOOT_ID, heartbeat.bootId());
        out.field(IDLE_SECONDS, heartbeat.idleSeconds());
        GpuWriter.write(out, heartbeat.gpus());
        writePeople(out, heartbeat.people());
        writeBusy(out, heartbeat.busy());
        writeResults(out, heartbeat.results());
        writeGoodbye(out, heartbeat.goodbye());
        out.endObject();
    }

    private static void writeGpuMetrics(JsonOutput out, GpuTotals gpus) {
        if (gpus.isUnknown()) {
            return;
        }
        out.beginObject(GPU_METRICS);
        out.field(UTILIZATION_PERCENT, gpus.utilizationPercent());
        out.field(MEMORY_USED_MB, gpus.memoryUsedMib());
        out.field(MEMORY_TOTAL_MB, gpus.memoryTotalMib());
        out.field(TEMPERATURE_CELSIUS, gpus.temperatureCelsius());
        out.field(POWER_WATTS, gpus.powerWatts());
        out.endObject();
    }

    private static void writeFlatGpuTotals(JsonOutput out, GpuTotals gpus) {
        out.field(GPU_UTILIZATION, gpus.utilizationPercent());
        out.field(VRAM_USED_GB, gib(gpus.memoryUsedMib()));
        writeGpuMetrics(
                out, new GpuTotals(null, null, gpus.memoryTotalMib(), gpus.temperatureCelsius(), gpus.powerWatts()));
    }

    private static void writeHost(JsonOutput out, HostReading host) {
        if (host.isUnknown()) {
            return;
        }
        out.beginObject(HOST);
        out.field(CPU_PERCENT, host.cpuPercent());
        out.field(MEMORY_USED_MB, host.memoryUsedMib());
        out.field(MEMORY_TOTAL_MB, host.memoryTotalMib());
        out.field(DISK_USED_GB, host.diskUsedGib());
        out.field(DISK_READ_BYTES, host.diskReadBytes());
        out.field(DISK_WRITE_BYTES, host.diskWriteBytes());
        out.field(NET_RX_BYTES, host.netReceivedBytes());
        out.field(NET_TX_BYTES, host.netSentBytes());
        out.endObject();
    }

    private static void writeFlatHost(JsonOutput out, HostReading host) {
        out.field(CPU_UTILIZATION, host.cpuPercent());
        out.field(RAM_USED_GB, gib(host.memoryUsedMib()));
        out.field(DISK_USED_GB, host.diskUsedGib());
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
        if (reporter.isUnnamed()) {
            return;
        }
        out.beginObject(REPORTER);
        out.field(ID, reporter.id());
        out.field(KIND, reporter.kind());
        out.field(START_ID, reporter.startId());
        out.endObject();
    }

    private static void writePeople(JsonOutput out, PeopleReading people) {
        if (people.isUnknown()) {
            return;
        }
        out.beginObject(PEOPLE);
        out.field(SSH_SESSIONS, people.sshSessions());
        out.field(LAST_INPUT_SECONDS, people.lastInputSeconds());
        out.field(JUPYTER_BUSY, people.jupyterBusy());
        out.endObject();
    }

    private static void writeBusy(JsonOutput out, @Nullable BusyReading busy) {
        if (busy == null) {
            return;
        }
        out.beginObject(BUSY);
        out.field(ACTIVE, busy.active());
        out.field(LABEL, busy.label());
        out.field(PROGRESS, busy.progress());
        out.field(PROGRESS_CHANGED_SECONDS, busy.progressChangedSeconds());
        out.endObject();
    }

    private static void writeResults(JsonOutput out, List<CommandResult> results) {
        if (results.isEmpty()) {
            return;
        }
        out.beginArray(RESULTS);
        for (CommandResult result : results) {
            out.beginObject();
            out.field(ID, result.id());
            out.field(OUTCOME, result.outcome().text());
            out.field(DETAIL, result.detail());
            out.field(PROGRESS, result.progress());
            out.field(SNAPSHOT_ID, result.snapshotId());
            out.endObject();
        }
        out.endArray();
    }

    private static void writeGoodbye(JsonOutput out, @Nullable Goodbye goodbye) {
        if (goodbye == null) {
            return;
        }
        out.beginObject(GOODBYE);
        out.field(REASON, goodbye.text());
        out.endObject();
    }

    private static @Nullable Double gib(@Nullable Double mib) {
        return mib == null ? null : (Double) (mib / HeartbeatReader.MIB_PER_GIB);
    }
}
