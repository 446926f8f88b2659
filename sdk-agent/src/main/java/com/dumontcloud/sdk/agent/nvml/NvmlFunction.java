package com.dumontcloud.sdk.agent.nvml;

/**
 * The functions of NVML that are called, with the parameters that nvml.h (API 13) gives them. Not every driver has all of them:
 * each is looked up by itself.
 */
enum NvmlFunction {
    INIT("nvmlInit_v2", ""),
    SHUTDOWN("nvmlShutdown", ""),
    SYSTEM_GET_DRIVER_VERSION("nvmlSystemGetDriverVersion", "PI"),
    SYSTEM_GET_NVML_VERSION("nvmlSystemGetNVMLVersion", "PI"),

    DEVICE_GET_COUNT("nvmlDeviceGetCount_v2", "P"),
    DEVICE_GET_HANDLE_BY_INDEX("nvmlDeviceGetHandleByIndex_v2", "IP"),
    DEVICE_GET_NAME("nvmlDeviceGetName", "PPI"),
    DEVICE_GET_UUID("nvmlDeviceGetUUID", "PPI"),

    DEVICE_GET_UTILIZATION_RATES("nvmlDeviceGetUtilizationRates", "PP"),
    DEVICE_GET_SAMPLES("nvmlDeviceGetSamples", "PILPPP"),
    DEVICE_GET_MEMORY_INFO("nvmlDeviceGetMemoryInfo", "PP"),
    DEVICE_GET_MEMORY_INFO_V2("nvmlDeviceGetMemoryInfo_v2", "PP"),
    DEVICE_GET_TEMPERATURE("nvmlDeviceGetTemperature", "PIP"),
    DEVICE_GET_TEMPERATURE_V("nvmlDeviceGetTemperatureV", "PP"),
    DEVICE_GET_POWER_USAGE("nvmlDeviceGetPowerUsage", "PP"),
    DEVICE_GET_ENFORCED_POWER_LIMIT("nvmlDeviceGetEnforcedPowerLimit", "PP"),
    DEVICE_GET_TOTAL_ENERGY_CONSUMPTION("nvmlDeviceGetTotalEnergyConsumption", "PP"),
    DEVICE_GET_CLOCK_INFO("nvmlDeviceGetClockInfo", "PIP"),
    DEVICE_GET_PERFORMANCE_STATE("nvmlDeviceGetPerformanceState", "PP"),
    DEVICE_GET_TOTAL_ECC_ERRORS("nvmlDeviceGetTotalEccErrors", "PIIP"),
    DEVICE_GET_FIELD_VALUES("nvmlDeviceGetFieldValues", "PIP"),
    DEVICE_GET_COMPUTE_RUNNING_PROCESSES("nvmlDeviceGetComputeRunningProcesses_v3", "PPP"),
    DEVICE_GET_GRAPHICS_RUNNING_PROCESSES("nvmlDeviceGetGraphicsRunningProcesses_v3", "PPP"),

    DEVICE_GET_MIG_MODE("nvmlDeviceGetMigMode", "PPP"),
    DEVICE_GET_MAX_MIG_DEVICE_COUNT("nvmlDeviceGetMaxMigDeviceCount", "PP"),
    DEVICE_GET_MIG_DEVICE_HANDLE_BY_INDEX("nvmlDeviceGetMigDeviceHandleByIndex", "PIP"),
    DEVICE_GET_GPU_INSTANCE_ID("nvmlDeviceGetGpuInstanceId", "PP"),

    EVENT_SET_CREATE("nvmlEventSetCreate", "P"),
    EVENT_SET_FREE("nvmlEventSetFree", "P"),
    DEVICE_GET_SUPPORTED_EVENT_TYPES("nvmlDeviceGetSupportedEventTypes", "PP"),
    DEVICE_REGISTER_EVENTS("nvmlDeviceRegisterEvents", "PLP"),
    EVENT_SET_WAIT("nvmlEventSetWait_v2", "PPI"),

    GPM_QUERY_DEVICE_SUPPORT("nvmlGpmQueryDeviceSupport", "PP"),
    GPM_SAMPLE_ALLOC("nvmlGpmSampleAlloc", "P"),
    GPM_SAMPLE_FREE("nvmlGpmSampleFree", "P"),
    GPM_SAMPLE_GET("nvmlGpmSampleGet", "PP"),
    GPM_MIG_SAMPLE_GET("nvmlGpmMigSampleGet", "PIP"),
    GPM_METRICS_GET("nvmlGpmMetricsGet", "P");

    private final String symbol;
    private final String parameters;
    private final int shape;

    NvmlFunction(String symbol, String parameters) {
        this.symbol = symbol;
        this.parameters = parameters;
        this.shape = parameters.chars().reduce(1, (shape, type) -> shape << 1 | (type == 'I' ? 1 : 0));
    }

    /** Returns its name in the library. */
    String symbol() {
        return symbol;
    }

    /** Returns a letter for each parameter: P a pointer or a handle, I an integer of 32 bits, L one of 64. All return an int. */
    String parameters() {
        return parameters;
    }

    /** Returns the parameters as bits after a first 1: another 1 for each integer of 32 bits, 0 for what has 64. */
    int shape() {
        return shape;
    }

    /** Returns what to throw when it is called with another number of parameters. */
    IllegalArgumentException miscalled() {
        return new IllegalArgumentException(symbol + " takes " + parameters.length() + " parameters");
    }
}
