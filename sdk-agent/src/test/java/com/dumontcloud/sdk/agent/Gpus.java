package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Readings of GPUs for tests. */
final class Gpus {

    private Gpus() {}

    static GpuReading plain(int index, @Nullable Double percent) {
        return full(index, percent, 1000.0, 24_564.0, 60.0, 200.0);
    }

    static GpuReading full(
            int index,
            @Nullable Double percent,
            @Nullable Double used,
            @Nullable Double total,
            @Nullable Double celsius,
            @Nullable Double watts) {
        return new GpuReading(
                index,
                "GPU-" + index,
                "RTX 4090",
                GpuReading.State.OK,
                percent,
                null,
                null,
                null,
                used,
                total,
                celsius,
                watts,
                Map.of());
    }

    static GpuReading ring(double mean, double max, int samples, double covered) {
        return new GpuReading(
                0,
                "GPU-0",
                "RTX 4090",
                GpuReading.State.OK,
                mean,
                max,
                samples,
                covered,
                null,
                null,
                null,
                null,
                Map.of());
    }
}
