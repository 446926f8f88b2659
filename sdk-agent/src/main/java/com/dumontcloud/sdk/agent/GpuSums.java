package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.agent.internal.gpu.GpuMetric;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One reading for all GPUs of a machine, as http-api.md defines it: the maximum of utilisation and temperature, the sum of
 * memory, power and processes. A number is given only where every GPU gave its part, since seven idle GPUs say nothing about an eighth.
 */
final class GpuSums {

    private GpuSums() {}

    static GpuTotals of(List<GpuReading> gpus) {
        return new GpuTotals(
                over(gpus, GpuReading::utilizationMeanPercent, Math::max),
                possible(GpuMetric.MEMORY_USED_MB, over(gpus, GpuReading::memoryUsedMib, Double::sum)),
                possible(GpuMetric.MEMORY_TOTAL_MB, over(gpus, GpuReading::memoryTotalMib, Double::sum)),
                over(gpus, GpuReading::temperatureCelsius, Math::max),
                possible(GpuMetric.POWER_WATTS, over(gpus, GpuReading::powerWatts, Double::sum)));
    }

    /** Returns how many processes use a GPU; one that uses two counts twice. */
    static @Nullable Integer processes(List<GpuReading> gpus) {
        Double sum = possible(GpuMetric.PROCESS_COUNT, over(gpus, GpuSums::processes, Double::sum));
        return sum == null ? null : (Integer) sum.intValue();
    }

    private static @Nullable Double processes(GpuReading gpu) {
        Integer count = gpu.processCount();
        return count == null ? null : (Double) count.doubleValue();
    }

    /** A heartbeat with a sum that cannot be would be refused whole. */
    private static @Nullable Double possible(GpuMetric metric, @Nullable Double sum) {
        return sum != null && metric.holds(sum) ? sum : null;
    }

    private static @Nullable Double over(
            List<GpuReading> gpus, Function<GpuReading, @Nullable Double> part, DoubleBinaryOperator join) {
        Double all = null;
        for (GpuReading gpu : gpus) {
            Double one = part.apply(gpu);
            if (one == null) {
                return null;
            }
            all = all == null ? one : (Double) join.applyAsDouble(all, one);
        }
        return all;
    }
}
