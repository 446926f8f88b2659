package com.dumontcloud.sdk.agent.nvml;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Reads how busy the multiprocessors of a GPU, or of one instance of it, were between two calls (GPM, from Hopper on).
 * Not thread-safe.
 */
final class GpmSampler {

    /** Two samples must lie further apart than this to be compared (nvml.h, nvmlGpmSampleGet). */
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int VERSION = 1;
    private static final int WHOLE_DEVICE = -1;

    /** Metrics of nvml.h: NVML_GPM_METRIC_GRAPHICS_UTIL and NVML_GPM_METRIC_SM_UTIL. */
    private static final int GRAPHICS_UTILIZATION = 1;

    private static final int SM_UTILIZATION = 2;

    /** Size of nvmlGpmMetricsGet_t at its largest, and some room for it to grow. */
    private static final int REQUEST_SIZE = 16_384;

    private static final int METRICS = 24;
    private static final int METRIC_SIZE = 40;
    private static final int CODE = 4;
    private static final int VALUE = 8;

    private final NvmlLibrary nvml;
    private final Scratch scratch;
    private final LongSupplier nanoClock;
    private final long[] samples = new long[2];
    private int newest;
    private boolean hasNewest;
    private long newestAt;

    private double graphicsPercent = Double.NaN;
    private double smPercent = Double.NaN;
    private int code = NvmlCode.NO_DATA;

    GpmSampler(NvmlLibrary nvml, Scratch scratch, LongSupplier nanoClock) {
        this.nvml = nvml;
        this.scratch = scratch;
        this.nanoClock = nanoClock;
    }

    /** Returns whether the device has GPM. */
    static boolean isSupported(DeviceCalls device, Scratch scratch) {
        scratch.zeros(2 * Integer.BYTES);
        scratch.int32(0, VERSION);
        return device.call(NvmlFunction.GPM_QUERY_DEVICE_SUPPORT, scratch.at(0)) == NvmlCode.SUCCESS
                && scratch.int32(Integer.BYTES) == 1;
    }

    /** Reads the whole device. */
    void read(DeviceCalls device) {
        read(device, WHOLE_DEVICE);
    }

    /** Reads one instance of the device, by its number there. */
    void readInstance(DeviceCalls device, int instance) {
        read(device, instance);
    }

    /** Returns the share of time in which it worked at all, 0 to 100; NaN if that is not known. */
    double graphicsPercent() {
        return graphicsPercent;
    }

    /** Returns the share of multiprocessors and time that worked, 0 to 100; NaN if that is not known. */
    double smPercent() {
        return smPercent;
    }

    /** Returns why there is no number. */
    String reason() {
        return code == NvmlCode.SUCCESS ? "begins with this sample" : NvmlCode.text(code);
    }

    /** Forgets what was read, before a sample in which it may not be read again. */
    void clear() {
        graphicsPercent = Double.NaN;
        smPercent = Double.NaN;
    }

    /** Gives its samples back to the driver. */
    void free() {
        hasNewest = false;
        for (int i = 0; i < samples.length; i++) {
            if (samples[i] != 0) {
                nvml.call(NvmlFunction.GPM_SAMPLE_FREE, samples[i]);
                samples[i] = 0;
            }
        }
    }

    private void read(DeviceCalls device, int instance) {
        clear();
        long now = nanoClock.getAsLong();
        if (hasNewest && now - newestAt <= SHORTEST_NANOS) {
            code = NvmlCode.NOT_READY;
            return;
        }
        int next = 1 - newest;
        code = allocate(next);
        if (code == NvmlCode.SUCCESS) {
            code = instance == WHOLE_DEVICE
                    ? device.call(NvmlFunction.GPM_SAMPLE_GET, samples[next])
                    : device.call(NvmlFunction.GPM_MIG_SAMPLE_GET, instance, samples[next]);
        }
        if (code != NvmlCode.SUCCESS) {
            hasNewest = false;
            return;
        }
        boolean comparable = hasNewest;
        newest = next;
        newestAt = now;
        hasNewest = true;
        if (comparable) {
            compare(samples[1 - next], samples[next]);
        }
    }

    private int allocate(int which) {
        if (samples[which] != 0) {
            return NvmlCode.SUCCESS;
        }
        int answer = nvml.call(NvmlFunction.GPM_SAMPLE_ALLOC, scratch.zeros(Long.BYTES));
        if (answer == NvmlCode.SUCCESS) {
            samples[which] = scratch.int64(0);
        }
        return answer == NvmlCode.SUCCESS && samples[which] == 0 ? NvmlCode.MEMORY : answer;
    }

    private void compare(long earlier, long later) {
        scratch.zeros(REQUEST_SIZE);
        scratch.int32(0, VERSION);
        scratch.int32(4, 2);
        scratch.int64(8, earlier);
        scratch.int64(16, later);
        ask(0, GRAPHICS_UTILIZATION);
        ask(1, SM_UTILIZATION);
        code = nvml.call(NvmlFunction.GPM_METRICS_GET, scratch.at(0));
        if (code == NvmlCode.SUCCESS) {
            graphicsPercent = answer(0);
            smPercent = answer(1);
        }
    }

    private void ask(int position, int metric) {
        int at = METRICS + position * METRIC_SIZE;
        scratch.int32(at, metric);
        scratch.int32(at + CODE, NvmlCode.NO_DATA); // unless the driver says otherwise
        scratch.float64(at + VALUE, Double.NaN);
    }

    private double answer(int position) {
        int at = METRICS + position * METRIC_SIZE;
        int answer = scratch.int32(at + CODE);
        double percent = scratch.float64(at + VALUE);
        if (answer == NvmlCode.SUCCESS && percent >= 0 && percent <= 100) { // false for NaN
            return percent;
        }
        code = answer == NvmlCode.SUCCESS ? NvmlCode.NO_DATA : answer;
        return Double.NaN;
    }
}
