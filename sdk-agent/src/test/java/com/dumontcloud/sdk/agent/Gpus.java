package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.GpuReading;
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
        return ok(index)
                .utilizationMeanPercent(percent)
                .memoryUsedMib(used)
                .memoryTotalMib(total)
                .temperatureCelsius(celsius)
                .powerWatts(watts)
                .build();
    }

    static GpuReading ring(double mean, double max, int samples, double covered) {
        return ok(0).utilizationMeanPercent(mean)
                .utilizationMaxPercent(max)
                .samples(samples)
                .coveredSeconds(covered)
                .build();
    }

    static GpuReading.Builder ok(int index) {
        return GpuReading.builder(index).uuid("GPU-" + index).name("RTX 4090").state(GpuReading.State.OK);
    }
}
