package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.model.ReporterRef;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a heartbeat of either dialect, or of both at once: fields are recognised by their names, wherever the document came in.
 * Where both dialects' fields say the same thing, those in an object of their own are believed.
 */
final class HeartbeatReader {

    static final int MIB_PER_GIB = 1024;

    private final HeartbeatInput in;
    private ReporterRef reporter = ReporterRef.AGENT;
    private @Nullable String hostname;
    private @Nullable Instant timestamp;
    private @Nullable String agentVersion;
    private @Nullable String agentStatus;
    private GpuTotals gpuMetrics = GpuTotals.UNKNOWN;
    private @Nullable Double gpuUtilizationPercent;
    private @Nullable Double vramUsedGib;
    private List<GpuReading> gpus = List.of();
    private HostReading host = HostReading.UNKNOWN;
    private @Nullable Double cpuPercent;
    private @Nullable Double ramUsedGib;
    private @Nullable Double diskUsedGib;
    private PeopleReading people = PeopleReading.UNKNOWN;
    private @Nullable BusyReading busy;
    private @Nullable Integer processCount;
    private @Nullable Integer activeUsers;
    private @Nullable Instant lastActivity;
    private @Nullable Double idleSeconds;
    private @Nullable Long uptimeSeconds;
    private @Nullable BigDecimal costAccumulatedUsd;
    private @Nullable String bootId;
    private @Nullable Long seq;
    private List<CommandResult> results = List.of();
    private @Nullable Goodbye goodbye;

    private HeartbeatReader(HeartbeatInput in) {
        this.in = in;
    }

    /**
     * Returns the heartbeat in this document.
     *
     * @throws InvalidHeartbeatException if there is none
     */
    static Heartbeat read(byte[] json) {
        HeartbeatInput in = new HeartbeatInput(json);
        HeartbeatReader reader = new HeartbeatReader(in);
        try {
            reader.readFields();
            MachineId instanceId = in.requireInstanceId();
            return reader.heartbeat(instanceId);
        } catch (MalformedJsonException e) {
            throw in.malformed(e.problem());
        }
    }

    private void readFields() {
        in.beginObject();
        long seen = 0;
        while (in.hasNextField()) {
            HeartbeatField field = in.field(seen);
            seen |= field.bit();
            readField(field);
        }
        in.end();
    }

    private void readField(HeartbeatField field) {
        switch (field) {
            case INSTANCE_ID -> in.readInstanceId();
            case HOSTNAME -> hostname = in.word();
            case TIMESTAMP -> timestamp = in.instant();
            case GPU_METRICS -> gpuMetrics = HeartbeatParts.gpuMetrics(in);
            case PROCESS_COUNT -> processCount = in.count(Range.COUNT);
            case ACTIVE_USERS -> activeUsers = in.count(Range.COUNT);
            case LAST_ACTIVITY -> lastActivity = in.instant();
            case AGENT_VERSION -> agentVersion = in.word();

            case GPU_UTILIZATION -> gpuUtilizationPercent = in.decimal(Range.PERCENT);
            case VRAM_USED_GB -> vramUsedGib = in.decimal(Range.MEMORY_GIB);
            case CPU_UTILIZATION -> cpuPercent = in.decimal(Range.PERCENT);
            case RAM_USED_GB -> ramUsedGib = in.decimal(Range.MEMORY_GIB);
            case DISK_USED_GB -> diskUsedGib = in.decimal(Range.DISK_GIB);
            case COST_ACCUMULATED -> costAccumulatedUsd = in.usd();
            case STATUS -> agentStatus = in.word();
            case UPTIME_SECONDS -> uptimeSeconds = in.truncated(Range.SECONDS);

            case REPORTER -> reporter = HeartbeatParts.reporter(in);
            case SEQ -> seq = in.whole(Range.EXACT_WHOLE);
            case BOOT_ID -> bootId = in.word();
            case IDLE_SECONDS -> idleSeconds = in.decimal(Range.SECONDS);
            case GPUS -> gpus = HeartbeatParts.gpus(in);
            case HOST -> host = HeartbeatParts.host(in);
            case PEOPLE -> people = HeartbeatParts.people(in);
            case BUSY -> busy = HeartbeatParts.busy(in);
            case RESULTS -> results = HeartbeatParts.results(in);
            case GOODBYE -> goodbye = HeartbeatParts.goodbye(in);
            default -> in.skipValue();
        }
    }

    private Heartbeat heartbeat(MachineId instanceId) {
        return Heartbeat.builder(instanceId)
                .reporter(reporter)
                .hostname(hostname)
                .timestamp(timestamp)
                .agentVersion(agentVersion)
                .agentStatus(agentStatus)
                .gpuTotals(gpuTotals())
                .gpus(gpus)
                .host(wholeHost())
                .people(people)
                .busy(busy)
                .processCount(processCount)
                .activeUsers(activeUsers)
                .lastActivity(lastActivity)
                .idleSeconds(idleSeconds)
                .uptimeSeconds(uptimeSeconds)
                .costAccumulatedUsd(costAccumulatedUsd)
                .bootId(bootId)
                .seq(seq)
                .results(results)
                .goodbye(goodbye)
                .build();
    }

    private GpuTotals gpuTotals() {
        if (gpuUtilizationPercent == null && vramUsedGib == null) {
            return gpuMetrics;
        }
        return new GpuTotals(
                first(gpuMetrics.utilizationPercent(), gpuUtilizationPercent),
                first(gpuMetrics.memoryUsedMib(), mib(vramUsedGib)),
                gpuMetrics.memoryTotalMib(),
                gpuMetrics.temperatureCelsius(),
                gpuMetrics.powerWatts());
    }

    private HostReading wholeHost() {
        if (cpuPercent == null && ramUsedGib == null && diskUsedGib == null) {
            return host;
        }
        return new HostReading(
                first(host.cpuPercent(), cpuPercent),
                first(host.memoryUsedMib(), mib(ramUsedGib)),
                host.memoryTotalMib(),
                first(host.diskUsedGib(), diskUsedGib),
                host.diskReadBytes(),
                host.diskWriteBytes(),
                host.netReceivedBytes(),
                host.netSentBytes());
    }

    private static @Nullable Double mib(@Nullable Double gib) {
        return gib == null ? null : (Double) (gib * MIB_PER_GIB);
    }

    private static @Nullable Double first(@Nullable Double preferred, @Nullable Double other) {
        return preferred != null ? preferred : other;
    }
}
