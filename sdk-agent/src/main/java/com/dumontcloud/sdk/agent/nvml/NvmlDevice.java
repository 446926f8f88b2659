package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.internal.gpu.GpuMetric;
import com.dumontcloud.sdk.core.model.GpuReading;
import org.jspecify.annotations.Nullable;

/** One GPU, for as long as NVML stays initialised; its handle and its position may change meanwhile. Not thread-safe. */
final class NvmlDevice {

    private final @Nullable String uuid;
    private final Scratch scratch;
    private final DeviceCalls calls;
    private final UtilizationReader utilization;
    private final MemoryReader memory;
    private final Sensors sensors;
    private final PcieCounters pcie;
    private final ProcessCounter processes;
    private final MigInstances instances;
    private final GpmSampler gpm;

    private int index;
    private @Nullable String name;
    private boolean hearsXid;
    private @Nullable Integer xid;

    /** @param uuid absent where the driver does not tell it */
    NvmlDevice(Instruments instruments, @Nullable String uuid) {
        this.uuid = uuid;
        this.scratch = instruments.scratch();
        this.calls = instruments.calls();
        this.utilization = new UtilizationReader(instruments);
        this.memory = instruments.memory();
        this.sensors = new Sensors(scratch);
        this.pcie = instruments.pcie();
        this.processes = instruments.processes();
        this.instances = new MigInstances(instruments);
        this.gpm = instruments.gpm();
    }

    /** Says where the device is listed now. */
    void listed(int index, long handle, @Nullable String name) {
        this.index = index;
        this.name = name;
        calls.handle(handle);
    }

    @Nullable
    String uuid() {
        return uuid;
    }

    int index() {
        return index;
    }

    @Nullable
    String name() {
        return name;
    }

    long handle() {
        return calls.handle();
    }

    /** Returns whether the devices should be listed again, since the driver did not take the handle of this one. */
    boolean isStale() {
        return calls.isStale();
    }

    /** Says whether errors of this device will be told to {@link #xid}. */
    void hearsXid(boolean hears) {
        hearsXid = hears;
    }

    /** Tells an error of the device; the next sample carries the newest. */
    void xid(int number) {
        xid = number;
    }

    /**
     * Reads everything once.
     *
     * @param scrubbing whether the driver may still be cleaning the memory, which looks like work
     */
    GpuReading sample(boolean scrubbing) {
        Integer heard = xid;
        xid = null;
        Draft draft = new Draft(begin(heard));
        try {
            readInto(draft, scrubbing);
            return draft.finish();
        } catch (GpuDownException down) {
            return Draft.silent(begin(heard), down.state(), down.reason());
        }
    }

    /** Gives back what is held in the driver for this device. */
    void free() {
        gpm.free();
        instances.forget();
    }

    private GpuReading.Builder begin(@Nullable Integer heard) {
        return GpuReading.builder(index).uuid(uuid).name(name).xid(heard);
    }

    private void readInto(Draft draft, boolean scrubbing) {
        instances.read(calls);
        if (instances.isWhole()) {
            readWhole(draft, scrubbing);
        } else {
            readPartitioned(draft);
        }
        memory.into(draft, memory.read(calls));
        sensors.read(calls, draft);
        pcie.read(calls, draft);
        countProcesses(draft);
        if (!hearsXid) {
            draft.absent(GpuMetric.XID, "this GPU or this driver tells no errors");
        }
    }

    private void readWhole(Draft draft, boolean scrubbing) {
        if (scrubbing) {
            skipUtilization(draft, "not trusted in the first seconds: the driver may be cleaning the memory");
        } else {
            utilization.read(calls, draft);
        }
        if (!GpmSampler.isSupported(calls, scratch)) {
            draft.absent(GpuMetric.SM_UTILIZATION_PERCENT, NvmlCode.NOT_SUPPORTED);
            return;
        }
        gpm.read(calls);
        double percent = gpm.smPercent();
        if (Double.isNaN(percent)) {
            draft.absent(GpuMetric.SM_UTILIZATION_PERCENT, gpm.reason());
        } else {
            draft.measured().smUtilizationPercent(percent);
        }
    }

    /** The driver's own numbers are none for a partitioned GPU, or zeros that nobody measured: they are not asked for. */
    private void readPartitioned(Draft draft) {
        skipUtilization(draft, instances.reason());
        draft.absent(GpuMetric.SM_UTILIZATION_PERCENT, instances.reason());
        if (!instances.readings().isEmpty()) {
            draft.measured().instances(instances.readings());
        }
        double percent = instances.busiestPercent();
        if (!Double.isNaN(percent)) {
            draft.measured(GpuMetric.UTILIZATION_MEAN_PERCENT)
                    .utilizationMeanPercent(percent)
                    .utilizationMaxPercent(percent)
                    .samples(1);
        }
    }

    private void skipUtilization(Draft draft, String reason) {
        utilization.skip();
        draft.absent(GpuMetric.UTILIZATION_MEAN_PERCENT, reason);
        draft.absent(GpuMetric.MEMORY_UTILIZATION_PERCENT, reason);
    }

    private void countProcesses(Draft draft) {
        int code = processes.read(calls);
        if (code != NvmlCode.SUCCESS) {
            draft.absent(GpuMetric.PROCESS_COUNT, code);
        } else if (processes.isHiding(memory)) {
            draft.absent(GpuMetric.PROCESS_COUNT, "the driver shows this container no processes, yet memory is in use");
        } else {
            draft.measured().processCount(processes.count());
        }
    }
}
