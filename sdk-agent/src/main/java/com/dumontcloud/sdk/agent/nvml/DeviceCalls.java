package com.dumontcloud.sdk.agent.nvml;

import java.util.EnumMap;
import java.util.Map;

/**
 * Calls functions for one GPU, or one instance of it, and draws from each code what follows beyond the one metric.
 *
 * <p>What a device does not support it is not asked again until NVML is initialised anew. A code that speaks of the whole
 * device ends its sample ({@link GpuDownException}), one that speaks of the whole library ends the session
 * ({@link NvmlEndedException}). Not thread-safe.
 */
final class DeviceCalls {

    /** Functions that take a kind, such as that of a clock, are remembered by it. */
    private static final int KINDS = 4;

    private final NvmlLibrary nvml;
    private final Map<NvmlFunction, Memory[]> memories = new EnumMap<>(NvmlFunction.class);
    private long handle;
    private boolean stale;

    DeviceCalls(NvmlLibrary nvml) {
        this.nvml = nvml;
    }

    /** Calls the device by this handle from now on, after the devices were listed again. */
    void handle(long handle) {
        this.handle = handle;
        this.stale = false;
    }

    long handle() {
        return handle;
    }

    /** Returns whether the driver no longer takes the handle, so that the devices should be listed again. */
    boolean isStale() {
        return stale;
    }

    int call(NvmlFunction function, long a) {
        Memory memory = memory(function, 0);
        return memory.refused == NvmlCode.SUCCESS
                ? judge(function, memory, nvml.call(function, handle, a))
                : memory.refused;
    }

    int call(NvmlFunction function, long a, long b) {
        Memory memory = memory(function, a);
        return memory.refused == NvmlCode.SUCCESS
                ? judge(function, memory, nvml.call(function, handle, a, b))
                : memory.refused;
    }

    int call(NvmlFunction function, long a, long b, long c) {
        Memory memory = memory(function, a);
        return memory.refused == NvmlCode.SUCCESS
                ? judge(function, memory, nvml.call(function, handle, a, b, c))
                : memory.refused;
    }

    int call(NvmlFunction function, long a, long b, long c, long d, long e) {
        Memory memory = memory(function, a);
        return memory.refused == NvmlCode.SUCCESS
                ? judge(function, memory, nvml.call(function, handle, a, b, c, d, e))
                : memory.refused;
    }

    private int judge(NvmlFunction function, Memory memory, int code) {
        switch (code) {
            case NvmlCode.SUCCESS -> memory.doubted = false;
            case NvmlCode.NOT_SUPPORTED,
                    NvmlCode.FUNCTION_NOT_FOUND,
                    NvmlCode.ARGUMENT_VERSION_MISMATCH,
                    NvmlCode.DEPRECATED -> memory.refused = code;
            case NvmlCode.INVALID_ARGUMENT, NvmlCode.GPU_NOT_FOUND -> doubt(memory, code);
            case NvmlCode.NOT_FOUND -> {
                if (!mayFindNothing(function)) {
                    doubt(memory, code);
                }
            }
            case NvmlCode.GPU_IS_LOST, NvmlCode.RESET_REQUIRED, NvmlCode.OPERATING_SYSTEM ->
                throw new GpuDownException(code);
            case NvmlCode.UNINITIALIZED, NvmlCode.DRIVER_NOT_LOADED, NvmlCode.LIB_RM_VERSION_MISMATCH ->
                throw new NvmlEndedException(function, code);
            default -> {
                // The metric is absent this time.
            }
        }
        return code;
    }

    /** The handle may be old: the devices are listed again, once. If that does not help, it is the function. */
    private void doubt(Memory memory, int code) {
        if (memory.doubted) {
            memory.refused = code;
        } else {
            memory.doubted = true;
            stale = true;
        }
    }

    private Memory memory(NvmlFunction function, long a) {
        int kind = function.parameters().charAt(1) == 'I' ? (int) a & (KINDS - 1) : 0;
        Memory[] kinds = memories.computeIfAbsent(function, fresh -> new Memory[KINDS]);
        if (kinds[kind] == null) {
            kinds[kind] = new Memory();
        }
        return kinds[kind];
    }

    private static boolean mayFindNothing(NvmlFunction function) {
        return function == NvmlFunction.DEVICE_GET_SAMPLES
                || function == NvmlFunction.DEVICE_GET_MIG_DEVICE_HANDLE_BY_INDEX;
    }

    /** What is remembered of one function. */
    private static final class Memory {
        private int refused = NvmlCode.SUCCESS;
        private boolean doubted;
    }
}
