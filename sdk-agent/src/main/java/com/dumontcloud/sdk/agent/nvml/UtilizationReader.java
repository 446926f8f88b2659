package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.internal.gpu.GpuMetric;

/**
 * Reads for how much of the time a GPU worked: from the driver's ring of samples where there is one and it has news, else from
 * the one number that the driver gives for its last sampling period. Not thread-safe.
 */
final class UtilizationReader {

    /** Offsets of nvmlUtilization_t. */
    private static final int SIZE = 8;

    private static final int GPU = 0;
    private static final int MEMORY = 4;

    private final Scratch scratch;
    private final RingReader ring;

    UtilizationReader(Instruments instruments) {
        this.scratch = instruments.scratch();
        this.ring = instruments.ring();
    }

    void read(DeviceCalls device, Draft draft) {
        int code = device.call(NvmlFunction.DEVICE_GET_UTILIZATION_RATES, scratch.blank(SIZE));
        long now = scratch.unsigned32(GPU);
        long memory = scratch.unsigned32(MEMORY);
        if (ring.drain(device)) {
            draft.measured()
                    .utilizationMeanPercent(ring.meanPercent())
                    .utilizationMaxPercent(ring.maxPercent())
                    .samples(ring.samples())
                    .coveredSeconds(ring.coveredSeconds());
        } else if (draft.has(GpuMetric.UTILIZATION_MEAN_PERCENT, code, now, 1)) {
            draft.measured()
                    .utilizationMeanPercent((double) now)
                    .utilizationMaxPercent((double) now)
                    .samples(1);
        }
        if (draft.has(GpuMetric.MEMORY_UTILIZATION_PERCENT, code, memory, 1)) {
            draft.measured().memoryUtilizationPercent((double) memory);
        }
    }

    /** Measures nothing; nor will what the ring holds by the next time be taken for work. */
    void skip() {
        ring.restart();
    }
}
