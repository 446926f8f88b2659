package com.dumontcloud.sdk.agent.nvml;

/** The return codes of NVML (nvml.h, nvmlReturn_t). A library knows only the names of its own time, so we have them all here. */
final class NvmlCode {

    static final int SUCCESS = 0;
    static final int UNINITIALIZED = 1;
    static final int INVALID_ARGUMENT = 2;
    static final int NOT_SUPPORTED = 3;
    static final int NO_PERMISSION = 4;
    static final int NOT_FOUND = 6;
    static final int INSUFFICIENT_SIZE = 7;
    static final int DRIVER_NOT_LOADED = 9;
    static final int TIMEOUT = 10;
    static final int LIBRARY_NOT_FOUND = 12;
    static final int FUNCTION_NOT_FOUND = 13;
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
}
