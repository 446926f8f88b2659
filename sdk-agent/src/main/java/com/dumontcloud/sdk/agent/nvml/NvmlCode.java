package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.core.model.GpuReading;

/** The return codes of NVML (nvml.h, nvmlReturn_t). A library knows only the names of its own time, so we have them all here. */
final class NvmlCode {

    static final int SUCCESS = 0;
    static final int UNINITIALIZED = 1;
    static final int INVALID_ARGUMENT = 2;
    static final int NOT_SUPPORTED = 3;
    static final int NO_PERMISSION = 4;
    static final int NOT_FOUND = 6;
    static final int INSUFFICIENT_SIZE = 7;
    static final int INSUFFICIENT_POWER = 8;
    static final int DRIVER_NOT_LOADED = 9;
    static final int TIMEOUT = 10;
    static final int IRQ_ISSUE = 11;
    static final int LIBRARY_NOT_FOUND = 12;
    static final int FUNCTION_NOT_FOUND = 13;
    static final int CORRUPTED_INFOROM = 14;
    static final int GPU_IS_LOST = 15;
    static final int RESET_REQUIRED = 16;
    static final int OPERATING_SYSTEM = 17;
    static final int LIB_RM_VERSION_MISMATCH = 18;
    static final int IN_USE = 19;
    static final int MEMORY = 20;
    static final int NO_DATA = 21;
    static final int ARGUMENT_VERSION_MISMATCH = 25;
    static final int DEPRECATED = 26;
    static final int NOT_READY = 27;
    static final int GPU_NOT_FOUND = 28;
    static final int INVALID_STATE = 29;
    static final int UNKNOWN = 999;

    private NvmlCode() {}

    /** Returns what a code means, with the code, for people. One that is not known here is told by its number. */
    static String text(int code) {
        String meaning = meaning(code);
        return meaning.isEmpty() ? "NVML code " + code : meaning + " (NVML code " + code + ")";
    }

    /** Returns what a code of a device that answers nothing else means, and what helps. */
    static String textOfDown(int code) {
        return switch (code) {
            case GPU_IS_LOST -> text(code) + "; reboot the machine, or replace it";
            case RESET_REQUIRED -> text(code) + "; run nvidia-smi --gpu-reset, or reboot";
            case OPERATING_SYSTEM -> text(code) + "; restart the container";
            default -> text(code);
        };
    }

    /** Returns what a code says of a device that answers with it whatever is asked. */
    static GpuReading.State stateOf(int code) {
        return switch (code) {
            case GPU_IS_LOST -> GpuReading.State.LOST;
            case RESET_REQUIRED -> GpuReading.State.RESET_REQUIRED;
            case NO_PERMISSION, OPERATING_SYSTEM -> GpuReading.State.DENIED;
            case NOT_SUPPORTED -> GpuReading.State.UNSUPPORTED;
            default -> GpuReading.State.UNKNOWN;
        };
    }

    /** Returns whether no call can work any more until NVML is initialised anew, if ever. */
    static boolean endsSession(int code) {
        return code == UNINITIALIZED || code == DRIVER_NOT_LOADED || code == LIB_RM_VERSION_MISMATCH;
    }

    private static String meaning(int code) {
        return switch (code) {
            case SUCCESS -> "success";
            case UNINITIALIZED -> "NVML is not initialised";
            case INVALID_ARGUMENT -> "the driver takes the call for wrong";
            case NOT_SUPPORTED -> "not supported by this GPU";
            case NO_PERMISSION -> "this user may not read it";
            case NOT_FOUND -> "not found";
            case INSUFFICIENT_SIZE -> "the answer grew while it was read";
            case INSUFFICIENT_POWER -> "power cables are not attached";
            case DRIVER_NOT_LOADED -> "the driver is not loaded";
            case TIMEOUT -> "the driver took too long";
            case IRQ_ISSUE -> "the kernel has an interrupt problem with the GPU";
            case LIBRARY_NOT_FOUND -> "a library of the driver is missing";
            case FUNCTION_NOT_FOUND -> "this driver does not offer it";
            case CORRUPTED_INFOROM -> "the GPU's infoROM is corrupt";
            case GPU_IS_LOST -> "the GPU fell off the bus";
            case RESET_REQUIRED -> "the GPU must be reset";
            case OPERATING_SYSTEM -> "the system blocks access to the GPU";
            case LIB_RM_VERSION_MISMATCH -> "driver and library differ in version";
            case IN_USE -> "the GPU is in use";
            case MEMORY -> "the driver is out of memory";
            case NO_DATA -> "the driver has no data";
            case ARGUMENT_VERSION_MISMATCH -> "the driver has another version of it";
            case DEPRECATED -> "this driver no longer offers it";
            case NOT_READY -> "the GPU is not ready";
            case GPU_NOT_FOUND -> "no GPU was found";
            case INVALID_STATE -> "the GPU is in no state for it";
            case UNKNOWN -> "the driver failed for a reason it does not know";
            default -> "";
        };
    }
}
