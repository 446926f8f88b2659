package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.agent.internal.gpu.GpuMetric;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reading for all GPUs of a machine, as http-api.md defines it: the maximum of utilisation and temperature, the sum of
 * memory, power and processes. A number is given only where every GPU gave its part, since seven idle GPUs say nothing about an eighth.
 */
final class GpuSums {

    private GpuSums() {}

    static GpuTotals of(List<GpuReading> gpus) {
        Figure utilization = new Figure();
        Figure memoryUsed = new Figure();
        Figure memoryTotal = new Figure();
        Figure temperature = new Figure();
        Figure power = new Figure();
        for (GpuReading gpu : gpus) {
            utilization.highest(gpu.utilizationMeanPercent());
            memoryUsed.sum(gpu.memoryUsedMib());
            memoryTotal.sum(gpu.memoryTotalMib());
            temperature.highest(gpu.temperatureCelsius());
            power.sum(gpu.powerWatts());
        }
        return new GpuTotals(
                utilization.value(),
                possible(GpuMetric.MEMORY_USED_MB, memoryUsed.value()),
                possible(GpuMetric.MEMORY_TOTAL_MB, memoryTotal.value()),
                temperature.value(),
                possible(GpuMetric.POWER_WATTS, power.value()));
    }

    /** Returns how many processes use a GPU; one that uses two counts twice. */
    static @Nullable Integer processes(List<GpuReading> gpus) {
        Figure processes = new Figure();
        for (GpuReading gpu : gpus) {
            Integer count = gpu.processCount();
            processes.sum(count == null ? null : (Double) count.doubleValue());
        }
        Double sum = possible(GpuMetric.PROCESS_COUNT, processes.value());
        return sum == null ? null : (Integer) sum.intValue();
    }

    /** A heartbeat with a sum that cannot be would be refused whole. */
    private static @Nullable Double possible(GpuMetric metric, @Nullable Double sum) {
        return sum != null && metric.holds(sum) ? sum : null;
    }

    /** One number for all GPUs; absent as soon as one of them has none. */
    private static final class Figure {

        private @Nullable Double all;
        private boolean missing;

        void highest(@Nullable Double one) {
            take(one, one == null || all == null ? one : (Double) Math.max(all, one));
        }

        void sum(@Nullable Double one) {
            take(one, one == null || all == null ? one : (Double) (all + one));
        }

        @Nullable
        Double value() {
            return missing ? null : all;
        }

        private void take(@Nullable Double one, @Nullable Double joined) {
            missing |= one == null;
            all = joined;
        }
    }
}
