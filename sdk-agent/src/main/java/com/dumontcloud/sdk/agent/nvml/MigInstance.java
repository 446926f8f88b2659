package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.core.model.GpuInstanceReading;
import org.jspecify.annotations.Nullable;

/** One instance of a partitioned GPU. Not thread-safe. */
final class MigInstance {

    private final Scratch scratch;
    private final String uuid;
    private final DeviceCalls calls;
    private final MemoryReader memory;
    private final ProcessCounter processes;
    private final GpmSampler gpm;

    /** @param uuid empty where the driver does not tell it */
    MigInstance(Instruments instruments, String uuid) {
        this.scratch = instruments.scratch();
        this.uuid = uuid;
        this.calls = instruments.calls();
        this.memory = instruments.memory();
        this.processes = instruments.processes();
        this.gpm = instruments.gpm();
    }

    /**
     * Reads once. The driver gives no utilisation of an instance but by GPM.
     *
     * @param device the GPU that it is part of
     * @param handle its own for now
     * @param measurable whether the GPU has GPM
     */
    GpuInstanceReading read(DeviceCalls device, long handle, boolean measurable) {
        calls.handle(handle);
        boolean hasMemory = memory.read(calls) == NvmlCode.SUCCESS && memory.isPlausible();
        boolean hasCount = processes.read(calls) == NvmlCode.SUCCESS && !processes.isHiding(memory);
        gpm.clear();
        if (measurable && readNumber() == NvmlCode.SUCCESS) {
            gpm.readInstance(device, scratch.int32(0));
        }
        return new GpuInstanceReading(
                uuid.isEmpty() ? null : uuid,
                hasMemory ? (Double) memory.usedMib() : null,
                hasMemory ? (Double) memory.totalMib() : null,
                known(gpm.smPercent()),
                hasCount ? (Integer) processes.count() : null);
    }

    /** Returns the share of time since the sample before in which it worked at all; NaN if that is not known. */
    double workedPercent() {
        return gpm.graphicsPercent();
    }

    void free() {
        gpm.free();
    }

    private int readNumber() {
        scratch.blank(Integer.BYTES);
        return calls.call(NvmlFunction.DEVICE_GET_GPU_INSTANCE_ID, scratch.at(0));
    }

    private static @Nullable Double known(double percent) {
        return Double.isNaN(percent) ? null : percent;
    }
}
