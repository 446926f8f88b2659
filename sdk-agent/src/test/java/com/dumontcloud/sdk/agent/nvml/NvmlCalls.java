package com.dumontcloud.sdk.agent.nvml;

import java.util.List;
import java.util.function.BiFunction;

/**
 * One call of each function, with what it must answer. The sizes and places of what is written are those of nvml.h (API 13) on a
 * 64-bit machine.
 */
final class NvmlCalls {

    /** What the stand-in plays while these calls are made. */
    static final String SCENARIO = """
            gpus 2
            driver 535.261.03
            event 0 8 79 2
            gpu 0 name NVIDIA H100 80GB HBM3
            gpu 0 uuid GPU-5f3b1d8e-7a1c-4f6e-9b0d-2c4e6a8f0b1d
            gpu 0 utilization_gpu 37
            gpu 0 utilization_memory 12
            gpu 0 memory_used 1073741824
            gpu 0 temperature 61
            gpu 0 power 250123
            gpu 0 power_limit 700000
            gpu 0 energy 4294967296123
            gpu 0 clock_sm 1755
            gpu 0 pstate 2
            gpu 0 ecc_uncorrected_ever 5000000000
            gpu 0 field 197 99
            gpu 0 gpm 2 41.5
            gpu 0 ring 1 40 50 | 60
            gpu 0 compute 11:1048576 12:18446744073709551615
            gpu 0 graphics 13:7
            gpu 1 mig_mode 1
            gpu 1 mig_slots 7
            gpu 1/2 instance 5
            gpu 1/2 gpm 2 7.25
            """;

    /** Places of handles that a later call needs; what is below is blank before each call. */
    private static final int EVENTS = NvmlCaller.KEPT;

    private static final int OLDER = NvmlCaller.KEPT + 8;
    private static final int NEWER = NvmlCaller.KEPT + 16;
    private static final int MIG = NvmlCaller.KEPT + 24;

    private NvmlCalls() {}

    /** Returns the calls in the order in which they must be made. */
    static List<Row> rows() {
        return List.of(
                row(NvmlFunction.INIT, "0", (c, f) -> "" + c.call(f)),
                row(
                        NvmlFunction.SYSTEM_GET_DRIVER_VERSION,
                        "0 535.261.03",
                        (c, f) -> c.call(f, c.at(0), 80) + " " + c.textAt(0)),
                row(
                        NvmlFunction.SYSTEM_GET_NVML_VERSION,
                        "0 12.535.261.03",
                        (c, f) -> c.call(f, c.at(0), 80) + " " + c.textAt(0)),
                row(NvmlFunction.SYSTEM_GET_DRIVER_VERSION, "7", (c, f) -> "" + c.call(f, c.at(0), 10)),
                row(NvmlFunction.DEVICE_GET_COUNT, "0 2", (c, f) -> c.call(f, c.at(0)) + " " + c.intAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_HANDLE_BY_INDEX,
                        "0 true",
                        (c, f) -> c.call(f, 1, c.at(0)) + " " + (c.longAt(0) != c.gpu(0))),
                row(NvmlFunction.DEVICE_GET_HANDLE_BY_INDEX, "2", (c, f) -> "" + c.call(f, 2, c.at(0))),
                row(
                        NvmlFunction.DEVICE_GET_NAME,
                        "0 NVIDIA H100 80GB HBM3",
                        (c, f) -> c.call(f, c.gpu(0), c.at(0), 96) + " " + c.textAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_UUID,
                        "0 GPU-5f3b1d8e-7a1c-4f6e-9b0d-2c4e6a8f0b1d",
                        (c, f) -> c.call(f, c.gpu(0), c.at(0), 96) + " " + c.textAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_UTILIZATION_RATES,
                        "0 37 12",
                        (c, f) -> c.call(f, c.gpu(0), c.at(0)) + " " + c.intAt(0) + " " + c.intAt(4)),
                row(
                        NvmlFunction.DEVICE_GET_SAMPLES,
                        "0 120",
                        (c, f) -> c.call(f, c.gpu(0), 1, 0, c.at(8), c.at(0), 0) + " " + c.intAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_SAMPLES,
                        "0 2 1 40 50",
                        (c, f) -> c.putInt(0, 120).call(f, c.gpu(0), 1, 0, c.at(8), c.at(0), c.at(16)) + " "
                                + c.intAt(0) + " " + c.intAt(8) + " " + c.longAt(24) + " " + c.longAt(40)),
                row(
                        NvmlFunction.DEVICE_GET_SAMPLES,
                        "0 1 60",
                        (c, f) -> c.putInt(0, 120).call(f, c.gpu(0), 1, 1_000_100_000, c.at(8), c.at(0), c.at(16)) + " "
                                + c.intAt(0) + " " + c.longAt(24)),
                row(
                        NvmlFunction.DEVICE_GET_SAMPLES,
                        "6 0",
                        (c, f) -> c.putInt(0, 120).call(f, c.gpu(0), 1, 1_000_200_000, c.at(8), c.at(0), c.at(16)) + " "
                                + c.intAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_MEMORY_INFO,
                        "0 85899345920 84288733184 1610612736",
                        (c, f) -> c.call(f, c.gpu(0), c.at(0)) + " " + c.longAt(0) + " " + c.longAt(8) + " "
                                + c.longAt(16)),
                row(
                        NvmlFunction.DEVICE_GET_MEMORY_INFO_V2,
                        "0 85899345920 536870912 84288733184 1073741824",
                        (c, f) -> c.putInt(0, 0x02000028).call(f, c.gpu(0), c.at(0)) + " " + c.longAt(8) + " "
                                + c.longAt(16) + " " + c.longAt(24) + " " + c.longAt(32)),
                row(NvmlFunction.DEVICE_GET_MEMORY_INFO_V2, "25", (c, f) -> "" + c.call(f, c.gpu(0), c.at(0))),
                row(
                        NvmlFunction.DEVICE_GET_TEMPERATURE,
                        "0 61",
                        (c, f) -> c.call(f, c.gpu(0), 0, c.at(0)) + " " + c.intAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_TEMPERATURE_V,
                        "0 61",
                        (c, f) -> c.putInt(0, 0x0100000C).putInt(4, 0).call(f, c.gpu(0), c.at(0)) + " " + c.intAt(8)),
                row(NvmlFunction.DEVICE_GET_TEMPERATURE_V, "25", (c, f) -> "" + c.call(f, c.gpu(0), c.at(0))),
                row(
                        NvmlFunction.DEVICE_GET_POWER_USAGE,
                        "0 250123",
                        (c, f) -> c.call(f, c.gpu(0), c.at(0)) + " " + c.intAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_ENFORCED_POWER_LIMIT,
                        "0 700000",
                        (c, f) -> c.call(f, c.gpu(0), c.at(0)) + " " + c.intAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_TOTAL_ENERGY_CONSUMPTION,
                        "0 4294967296123",
                        (c, f) -> c.call(f, c.gpu(0), c.at(0)) + " " + c.longAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_CLOCK_INFO,
                        "0 1755",
                        (c, f) -> c.call(f, c.gpu(0), 1, c.at(0)) + " " + c.intAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_PERFORMANCE_STATE,
                        "0 2",
                        (c, f) -> c.call(f, c.gpu(0), c.at(0)) + " " + c.intAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_TOTAL_ECC_ERRORS,
                        "0 5000000000",
                        (c, f) -> c.call(f, c.gpu(0), 1, 1, c.at(0)) + " " + c.longAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_FIELD_VALUES,
                        "0 0 99 3",
                        (c, f) -> c.putInt(0, 197).putInt(40, 198).call(f, c.gpu(0), 2, c.at(0)) + " " + c.intAt(28)
                                + " " + c.longAt(32) + " " + c.intAt(68)),
                row(
                        NvmlFunction.DEVICE_GET_COMPUTE_RUNNING_PROCESSES,
                        "7 2",
                        (c, f) -> c.putInt(0, 0).call(f, c.gpu(0), c.at(0), 0) + " " + c.intAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_COMPUTE_RUNNING_PROCESSES,
                        "0 2 11 1048576 12 -1 -1",
                        (c, f) -> c.putInt(0, 4).call(f, c.gpu(0), c.at(0), c.at(8))
                                + " " + c.intAt(0) + " " + c.intAt(8) + " " + c.longAt(16) + " " + c.intAt(32) + " "
                                + c.longAt(40) + " " + c.intAt(48)),
                row(
                        NvmlFunction.DEVICE_GET_GRAPHICS_RUNNING_PROCESSES,
                        "0 1 13 7",
                        (c, f) -> c.putInt(0, 4).call(f, c.gpu(0), c.at(0), c.at(8)) + " " + c.intAt(0) + " "
                                + c.intAt(8) + " " + c.longAt(16)),
                row(
                        NvmlFunction.DEVICE_GET_MIG_MODE,
                        "0 1 0",
                        (c, f) -> c.call(f, c.gpu(1), c.at(0), c.at(4)) + " " + c.intAt(0) + " " + c.intAt(4)),
                row(
                        NvmlFunction.DEVICE_GET_MAX_MIG_DEVICE_COUNT,
                        "0 7",
                        (c, f) -> c.call(f, c.gpu(1), c.at(0)) + " " + c.intAt(0)),
                row(
                        NvmlFunction.DEVICE_GET_MIG_DEVICE_HANDLE_BY_INDEX,
                        "6",
                        (c, f) -> "" + c.call(f, c.gpu(1), 0, c.at(0))),
                row(
                        NvmlFunction.DEVICE_GET_MIG_DEVICE_HANDLE_BY_INDEX,
                        "0",
                        (c, f) -> "" + c.call(f, c.gpu(1), 2, c.at(MIG))),
                row(
                        NvmlFunction.DEVICE_GET_GPU_INSTANCE_ID,
                        "0 5",
                        (c, f) -> c.call(f, c.longAt(MIG), c.at(0)) + " " + c.intAt(0)),
                row(NvmlFunction.DEVICE_GET_POWER_USAGE, "3", (c, f) -> "" + c.call(f, c.longAt(MIG), c.at(0))),
                row(NvmlFunction.EVENT_SET_CREATE, "0", (c, f) -> "" + c.call(f, c.at(EVENTS))),
                row(
                        NvmlFunction.DEVICE_GET_SUPPORTED_EVENT_TYPES,
                        "0 31",
                        (c, f) -> c.call(f, c.gpu(0), c.at(0)) + " " + c.longAt(0)),
                row(NvmlFunction.DEVICE_REGISTER_EVENTS, "0", (c, f) -> "" + c.call(f, c.gpu(0), 8, c.longAt(EVENTS))),
                row(NvmlFunction.EVENT_SET_WAIT, "10", (c, f) -> "" + c.call(f, c.longAt(EVENTS), c.at(0), 1)),
                row(
                        NvmlFunction.EVENT_SET_WAIT,
                        "0 true 8 79",
                        (c, f) -> c.call(f, c.longAt(EVENTS), c.at(0), 1) + " " + (c.longAt(0) == c.gpu(0)) + " "
                                + c.longAt(8) + " " + c.longAt(16)),
                row(NvmlFunction.EVENT_SET_FREE, "0", (c, f) -> "" + c.call(f, c.longAt(EVENTS))),
                row(
                        NvmlFunction.GPM_QUERY_DEVICE_SUPPORT,
                        "0 1",
                        (c, f) -> c.putInt(0, 1).call(f, c.gpu(0), c.at(0)) + " " + c.intAt(4)),
                row(
                        NvmlFunction.GPM_SAMPLE_ALLOC,
                        "0 0",
                        (c, f) -> c.call(f, c.at(OLDER)) + " " + c.call(f, c.at(NEWER))),
                row(
                        NvmlFunction.GPM_SAMPLE_GET,
                        "0 0",
                        (c, f) -> c.call(f, c.gpu(0), c.longAt(OLDER)) + " " + c.call(f, c.gpu(0), c.longAt(NEWER))),
                row(NvmlFunction.GPM_METRICS_GET, "0 0 41.5 3", NvmlCalls::gpm),
                row(
                        NvmlFunction.GPM_MIG_SAMPLE_GET,
                        "0 0",
                        (c, f) -> c.call(f, c.gpu(1), 5, c.longAt(OLDER)) + " "
                                + c.call(f, c.gpu(1), 5, c.longAt(NEWER))),
                row(NvmlFunction.GPM_METRICS_GET, "0 0 7.25 3", NvmlCalls::gpm),
                row(
                        NvmlFunction.GPM_SAMPLE_FREE,
                        "0 0",
                        (c, f) -> c.call(f, c.longAt(OLDER)) + " " + c.call(f, c.longAt(NEWER))),
                row(NvmlFunction.SHUTDOWN, "0", (c, f) -> "" + c.call(f)),
                row(NvmlFunction.DEVICE_GET_COUNT, "1", (c, f) -> "" + c.call(f, c.at(0))));
    }

    private static String gpm(NvmlCaller c, NvmlFunction f) {
        c.putInt(0, 1).putInt(4, 2).putLong(8, c.longAt(OLDER)).putLong(16, c.longAt(NEWER));
        c.putInt(24, 2).putInt(64, 3);
        return c.call(f, c.at(0)) + " " + c.intAt(28) + " " + c.doubleAt(32) + " " + c.intAt(68);
    }

    private static Row row(NvmlFunction function, String answer, BiFunction<NvmlCaller, NvmlFunction, String> call) {
        return new Row(function, answer, call);
    }

    /** One call, and its code followed by what was written. */
    record Row(NvmlFunction function, String answer, BiFunction<NvmlCaller, NvmlFunction, String> call) {}
}
