package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.internal.gpu.GpuMetric;
import com.dumontcloud.sdk.core.model.GpuReading.MemoryBasis;
import org.jspecify.annotations.Nullable;

/**
 * Reads how full the memory is: by the newer call, which counts only what programs hold, or else by the older one, which adds
 * what the driver keeps for itself, hundreds of MiB. Not thread-safe.
 */
final class MemoryReader {

    private static final double MIB = 1024.0 * 1024;

    /** Offsets of nvmlMemory_v2_t and nvmlMemory_t. */
    private static final int V2_SIZE = 40;

    private static final int V2_VERSION = 0x0200_0000 | V2_SIZE;
    private static final int V2_TOTAL = 8;
    private static final int V2_USED = 32;
    private static final int V1_SIZE = 24;
    private static final int V1_TOTAL = 0;
    private static final int V1_USED = 16;

    private final Scratch scratch;
    private long used;
    private long total;
    private @Nullable MemoryBasis basis;

    MemoryReader(Scratch scratch) {
        this.scratch = scratch;
    }

    /** Reads once. Returns the code; what follows holds if it is success, until the next time. */
    int read(DeviceCalls device) {
        used = -1;
        total = -1;
        basis = null;
        scratch.blank(V2_SIZE);
        scratch.int32(0, V2_VERSION);
        int code = device.call(NvmlFunction.DEVICE_GET_MEMORY_INFO_V2, scratch.at(0));
        if (code == NvmlCode.SUCCESS) {
            take(V2_USED, V2_TOTAL, MemoryBasis.ALLOCATED);
            return code;
        }
        code = device.call(NvmlFunction.DEVICE_GET_MEMORY_INFO, scratch.blank(V1_SIZE));
        if (code == NvmlCode.SUCCESS) {
            take(V1_USED, V1_TOTAL, MemoryBasis.WITH_RESERVED);
        }
        return code;
    }

    /** Returns whether the numbers can be those of a device. */
    boolean isPlausible() {
        return total > 0 && used >= 0 && used <= total;
    }

    double usedMib() {
        return used / MIB;
    }

    double totalMib() {
        return total / MIB;
    }

    @Nullable
    MemoryBasis basis() {
        return basis;
    }

    /** Puts what was read into a draft, or why nothing was. */
    void into(Draft draft, int code) {
        boolean hasTotal = draft.has(GpuMetric.MEMORY_TOTAL_MB, code, total, MIB);
        boolean hasUsed = draft.has(GpuMetric.MEMORY_USED_MB, code, used, MIB);
        if (hasTotal && hasUsed && isPlausible()) {
            draft.measured().memoryUsedMib(usedMib()).memoryTotalMib(totalMib()).memoryBasis(basis);
        } else if (hasUsed) {
            draft.absent(GpuMetric.MEMORY_USED_MB, "the driver said " + used + " of " + total + " bytes");
        }
    }

    private void take(int usedAt, int totalAt, MemoryBasis counted) {
        used = scratch.int64(usedAt);
        total = scratch.int64(totalAt);
        basis = counted;
    }
}
