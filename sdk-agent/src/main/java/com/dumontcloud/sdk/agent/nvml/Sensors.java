package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.internal.gpu.GpuMetric;

/** Reads the plain numbers of a GPU: temperature, power, energy, clocks, memory errors. Not thread-safe. */
final class Sensors {

    /** Kinds of clocks (nvml.h, nvmlClockType_t). */
    private static final int SM = 1;

    private static final int MEMORY = 2;

    /** Kinds of memory errors and of their counters. */
    private static final int UNCORRECTED = 1;

    private static final int SINCE_DRIVER_LOAD = 0;

    /** nvmlTemperature_v1_t; the sensor of number 0 is the GPU's. */
    private static final int TEMPERATURE_SIZE = 12;

    private static final int TEMPERATURE_VERSION = 0x0100_0000 | TEMPERATURE_SIZE;
    private static final int TEMPERATURE_SENSOR = 4;
    private static final int TEMPERATURE_VALUE = 8;
    private static final int GPU = 0;

    /** Power is in milliwatts, energy in millijoules. */
    private static final double MILLI = 1000;

    private final Scratch scratch;
    private final Counter energy = new Counter(false);

    Sensors(Scratch scratch) {
        this.scratch = scratch;
    }

    void read(DeviceCalls device, Draft draft) {
        readTemperature(device, draft);
        readPower(device, draft);
        readEnergy(device, draft);
        readClocks(device, draft);
        readMemoryErrors(device, draft);
    }

    private void readTemperature(DeviceCalls device, Draft draft) {
        scratch.blank(TEMPERATURE_SIZE);
        scratch.int32(0, TEMPERATURE_VERSION);
        scratch.int32(TEMPERATURE_SENSOR, GPU);
        int code = device.call(NvmlFunction.DEVICE_GET_TEMPERATURE_V, scratch.at(0));
        int celsius = scratch.int32(TEMPERATURE_VALUE);
        if (code != NvmlCode.SUCCESS) { // older drivers have only the older call
            code = device.call(NvmlFunction.DEVICE_GET_TEMPERATURE, GPU, scratch.blank(Integer.BYTES));
            celsius = scratch.int32(0);
        }
        if (draft.has(GpuMetric.TEMPERATURE_CELSIUS, code, celsius, 1)) {
            draft.measured().temperatureCelsius((double) celsius);
        }
    }

    private void readPower(DeviceCalls device, Draft draft) {
        int code = device.call(NvmlFunction.DEVICE_GET_POWER_USAGE, scratch.blank(Integer.BYTES));
        long drawn = scratch.unsigned32(0);
        if (draft.has(GpuMetric.POWER_WATTS, code, drawn, MILLI)) {
            draft.measured().powerWatts(drawn / MILLI);
        }
        code = device.call(NvmlFunction.DEVICE_GET_ENFORCED_POWER_LIMIT, scratch.blank(Integer.BYTES));
        long limit = scratch.unsigned32(0);
        if (draft.has(GpuMetric.POWER_LIMIT_WATTS, code, limit, MILLI)) {
            draft.measured().powerLimitWatts(limit / MILLI);
        }
    }

    private void readEnergy(DeviceCalls device, Draft draft) {
        int code = device.call(NvmlFunction.DEVICE_GET_TOTAL_ENERGY_CONSUMPTION, scratch.blank(Long.BYTES));
        long used = energy.advance(GpuMetric.ENERGY_JOULES, code, scratch.int64(0), draft);
        if (used >= 0 && draft.has(GpuMetric.ENERGY_JOULES, NvmlCode.SUCCESS, used, MILLI)) {
            draft.measured().energyJoules(used / MILLI);
        }
    }

    private void readClocks(DeviceCalls device, Draft draft) {
        int code = device.call(NvmlFunction.DEVICE_GET_CLOCK_INFO, SM, scratch.blank(Integer.BYTES));
        long sm = scratch.unsigned32(0);
        if (draft.has(GpuMetric.SM_CLOCK_MHZ, code, sm, 1)) {
            draft.measured().smClockMhz((int) sm);
        }
        code = device.call(NvmlFunction.DEVICE_GET_CLOCK_INFO, MEMORY, scratch.blank(Integer.BYTES));
        long memory = scratch.unsigned32(0);
        if (draft.has(GpuMetric.MEMORY_CLOCK_MHZ, code, memory, 1)) {
            draft.measured().memoryClockMhz((int) memory);
        }
    }

    private void readMemoryErrors(DeviceCalls device, Draft draft) {
        long out = scratch.blank(Long.BYTES);
        int code = device.call(NvmlFunction.DEVICE_GET_TOTAL_ECC_ERRORS, UNCORRECTED, SINCE_DRIVER_LOAD, out);
        long errors = scratch.int64(0);
        if (draft.has(GpuMetric.ECC_UNCORRECTED_ERRORS, code, errors, 1)) {
            draft.measured().eccUncorrectedErrors(errors);
        }
    }
}
