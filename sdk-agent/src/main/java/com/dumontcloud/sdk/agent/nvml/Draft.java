package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.internal.gpu.GpuMetric;
import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.HashMap;
import java.util.Map;

/** One GPU's reading in the making: what was measured, and of everything else why it was not. Not thread-safe. */
final class Draft {

    private final GpuReading.Builder reading;
    private final Map<String, String> absent = new HashMap<>();
    private boolean answered;
    private boolean denied;
    private boolean unsupported = true;

    Draft(GpuReading.Builder reading) {
        this.reading = reading;
    }

    /**
     * Returns whether a number can be what it is said to be; else says why it is absent.
     *
     * @param code what the function that wrote the number answered
     * @param raw the number; -1 where none was written
     * @param perUnit how many of the number make one of the metric's unit
     */
    boolean has(GpuMetric metric, int code, long raw, double perUnit) {
        if (code != NvmlCode.SUCCESS) {
            absent(metric, code);
            return false;
        }
        if (raw == -1) {
            absent(metric, "the driver gives no value");
            return false;
        }
        if (!metric.holds(raw / perUnit)) {
            absent(metric, metric.impossible(raw / perUnit));
            return false;
        }
        return true;
    }

    /** Returns the reading, to be given a value that was measured. */
    GpuReading.Builder measured() {
        answered = true;
        return reading;
    }

    /** Returns the reading, to be given a value of which it was said that it is absent. */
    GpuReading.Builder measured(GpuMetric metric) {
        absent.remove(metric.wireName());
        return measured();
    }

    /** Says that a function answered with this code instead of a value. */
    void absent(GpuMetric metric, int code) {
        denied |= code == NvmlCode.NO_PERMISSION;
        unsupported &= code == NvmlCode.NOT_SUPPORTED || code == NvmlCode.FUNCTION_NOT_FOUND;
        absent.put(metric.wireName(), NvmlCode.text(code));
    }

    /** Says why a metric is not known. */
    void absent(GpuMetric metric, String reason) {
        unsupported = false;
        absent.put(metric.wireName(), reason);
    }

    GpuReading finish() {
        return reading.state(state()).absent(absent).build();
    }

    /** A device that gives nothing at all must not be read as one that idles. */
    private GpuReading.State state() {
        if (answered) {
            return GpuReading.State.OK;
        }
        if (denied) {
            return GpuReading.State.DENIED;
        }
        return unsupported ? GpuReading.State.UNSUPPORTED : GpuReading.State.UNKNOWN;
    }

    /** Returns the reading of a device that does not answer at all, for one reason. */
    static GpuReading silent(GpuReading.Builder reading, GpuReading.State state, String reason) {
        Map<String, String> absent = Map.of(
                GpuMetric.UTILIZATION_MEAN_PERCENT.wireName(), reason,
                GpuMetric.MEMORY_USED_MB.wireName(), reason,
                GpuMetric.TEMPERATURE_CELSIUS.wireName(), reason,
                GpuMetric.POWER_WATTS.wireName(), reason);
        return reading.state(state).absent(absent).build();
    }
}
