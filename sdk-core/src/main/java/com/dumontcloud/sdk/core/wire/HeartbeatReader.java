package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import org.jspecify.annotations.Nullable;

/**
 * Reads a heartbeat of either dialect, or of both at once: fields are recognised by their names, wherever the document came in.
 * Where both dialects' fields say the same thing, those in an object of their own are believed.
 */
final class HeartbeatReader {

    static final int MIB_PER_GIB = 1024;

    private final HeartbeatInput in;
    private final Heartbeat.Builder heartbeat;
    private GpuTotals gpuMetrics = GpuTotals.UNKNOWN;
    private HostReading host = HostReading.UNKNOWN;
    private @Nullable FlatReadings flat;

    private HeartbeatReader(HeartbeatInput in, MachineId instanceId) {
        this.in = in;
        this.heartbeat = Heartbeat.builder(instanceId);
    }

    /**
     * Returns the heartbeat in this document.
     *
     * @throws InvalidHeartbeatException if there is none
     */
    static Heartbeat read(byte[] json) {
        HeartbeatInput in = new HeartbeatInput(json);
        try {
            MachineId instanceId = null;
            long seen = 0;
            in.beginObject();
            // Where the id comes first, as it mostly does, one reading is enough.
            if (in.hasNextField() && in.field(seen) == HeartbeatField.INSTANCE_ID) {
                instanceId = InstanceIds.read(in);
                seen = HeartbeatField.INSTANCE_ID.bit();
            }
            if (instanceId == null) {
                instanceId = InstanceIds.find(in);
                seen = 0;
            }
            in.speaksOf(instanceId);
            return new HeartbeatReader(in, instanceId).read(seen);
        } catch (MalformedJsonException e) {
            throw in.malformed(e.problem());
        }
    }

    /** Reads on from inside the heartbeat, these fields having been read already. */
    private Heartbeat read(long before) {
        long seen = before;
        while (in.hasNextField()) {
            HeartbeatField field = in.field(seen);
            seen |= field.bit();
            read(field);
        }
        in.end();
        in.throwOutOfRange();
        heartbeat.gpuTotals(flat == null ? gpuMetrics : flat.completing(gpuMetrics));
        heartbeat.host(flat == null ? host : flat.completing(host));
        return heartbeat.build();
    }

    private void read(HeartbeatField field) {
        switch (field) {
            case HOSTNAME -> heartbeat.hostname(in.word());
            case TIMESTAMP -> heartbeat.timestamp(in.instant());
            case GPU_METRICS -> gpuMetrics = HeartbeatParts.gpuMetrics(in);
            case PROCESS_COUNT -> heartbeat.processCount(in.count(Range.COUNT));
            case ACTIVE_USERS -> heartbeat.activeUsers(in.count(Range.COUNT));
            case LAST_ACTIVITY -> heartbeat.lastActivity(in.instant());
            case AGENT_VERSION -> heartbeat.agentVersion(in.word());

            case GPU_UTILIZATION -> flat().gpuUtilizationPercent = in.decimal(Range.PERCENT);
            case VRAM_USED_GB -> flat().vramUsedGib = in.decimal(Range.MEMORY_GIB);
            case CPU_UTILIZATION -> flat().cpuPercent = in.decimal(Range.PERCENT);
            case RAM_USED_GB -> flat().ramUsedGib = in.decimal(Range.MEMORY_GIB);
            case DISK_USED_GB -> flat().diskUsedGib = in.decimal(Range.DISK_GIB);
            case COST_ACCUMULATED -> heartbeat.costAccumulatedUsd(in.usd());
            case STATUS -> heartbeat.agentStatus(in.word());
            case UPTIME_SECONDS -> heartbeat.uptimeSeconds(in.truncated(Range.SECONDS));

            case REPORTER -> heartbeat.reporter(HeartbeatParts.reporter(in));
            case SEQ -> heartbeat.seq(in.whole(Range.EXACT_WHOLE));
            case BOOT_ID -> heartbeat.bootId(in.word());
            case IDLE_SECONDS -> heartbeat.idleSeconds(in.decimal(Range.SECONDS));
            case GPUS -> heartbeat.gpus(GpuParts.gpus(in));
            case HOST -> host = HeartbeatParts.host(in);
            case PEOPLE -> heartbeat.people(HeartbeatParts.people(in));
            case BUSY -> heartbeat.busy(HeartbeatParts.busy(in));
            case RESULTS -> heartbeat.results(HeartbeatParts.results(in));
            case GOODBYE -> heartbeat.goodbye(HeartbeatParts.goodbye(in));
            default -> in.skipValue(); // The id among them: it has been read.
        }
    }

    private FlatReadings flat() {
        if (flat == null) {
            flat = new FlatReadings();
        }
        return flat;
    }

    /** What the flat dialect says at the top level and the nested one in objects. */
    private static final class FlatReadings {

        private @Nullable Double gpuUtilizationPercent;
        private @Nullable Double vramUsedGib;
        private @Nullable Double cpuPercent;
        private @Nullable Double ramUsedGib;
        private @Nullable Double diskUsedGib;

        private GpuTotals completing(GpuTotals gpus) {
            return new GpuTotals(
                    first(gpus.utilizationPercent(), gpuUtilizationPercent),
                    first(gpus.memoryUsedMib(), mib(vramUsedGib)),
                    gpus.memoryTotalMib(),
                    gpus.temperatureCelsius(),
                    gpus.powerWatts());
        }

        private HostReading completing(HostReading host) {
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
}
