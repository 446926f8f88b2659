package com.dumontcloud.benchmarks.soak;

import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.GpuUnreadableException;
import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Eight GPUs whose driver fails, is slow, talks nonsense or loses one of them now and then. Called by one thread at a time. */
final class MoodyGpus implements GpuProbe {

    private static final int GPUS = 8;
    private static final long SLOW_SECONDS = 4;

    private int calls;

    @Override
    public List<GpuReading> sample() {
        calls++;
        if (calls % 23 == 0) {
            throw new GpuUnreadableException(GpuReading.State.UNKNOWN, "the driver does not answer");
        } else if (calls % 41 == 0) {
            throw new IllegalStateException("the driver broke in call " + calls);
        } else if (calls % 37 == 0) {
            pause();
        }
        List<GpuReading> readings = new ArrayList<>();
        for (int index = 0; index < GPUS; index++) {
            boolean lost = index == 7 && calls % 60 > 40;
            readings.add(GpuReading.builder(index)
                    .uuid("GPU-" + index)
                    .name("RTX 4090")
                    .state(lost ? GpuReading.State.LOST : GpuReading.State.OK)
                    .utilizationMeanPercent(lost ? null : (Double) (calls % 29 == 0 ? 4_294_967_295.0 : calls % 100))
                    .memoryUsedMib(1000.0 + calls % 50)
                    .memoryTotalMib(24_564.0)
                    .build());
        }
        return readings;
    }

    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(SLOW_SECONDS);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
