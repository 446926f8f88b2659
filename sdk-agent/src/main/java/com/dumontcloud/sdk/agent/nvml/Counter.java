package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.internal.gpu.GpuMetric;

/** Turns a counter of the device, which only grows, into what it grew by between two samples. Not thread-safe. */
final class Counter {

    private static final long NONE = -1;
    private static final long UNSIGNED_INT_LIMIT = 1L << 32;

    private final boolean mayRunOver;
    private long last = NONE;

    /** @param mayRunOver whether it may have 32 bits and start again at zero; else one that went back is another one */
    Counter(boolean mayRunOver) {
        this.mayRunOver = mayRunOver;
    }

    /**
     * Returns what it grew by, or -1 if that cannot be told; the draft then says why.
     *
     * @param code what the function that wrote the counter answered
     * @param now where it stands; negative for no value
     */
    long advance(GpuMetric metric, int code, long now, Draft draft) {
        long before = last;
        last = NONE;
        if (code != NvmlCode.SUCCESS) {
            draft.absent(metric, code);
            return NONE;
        }
        if (now < 0) {
            draft.absent(metric, "the driver gives no value");
            return NONE;
        }
        last = now;
        if (before == NONE) {
            draft.absent(metric, "counted from this sample on");
            return NONE;
        }
        if (now >= before) {
            return now - before;
        }
        if (mayRunOver && before < UNSIGNED_INT_LIMIT) {
            return now + UNSIGNED_INT_LIMIT - before; // at least: it may have run over more than once
        }
        draft.absent(metric, "the counter went back");
        return NONE;
    }
}
