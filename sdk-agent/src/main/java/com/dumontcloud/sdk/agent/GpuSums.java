package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One reading for all GPUs of a machine, as http-api.md defines it: the maximum of utilisation and temperature, the sum of
 * memory and power. A number is given only where every GPU gave its part, since seven idle GPUs say nothing about an eighth.
 */
final class GpuSums {

    private GpuSums() {}

    static GpuTotals of(List<GpuReading> gpus) {
        return new GpuTotals(
                over(gpus, GpuReading::utilizationMeanPercent, Math::max),
                over(gpus, GpuReading::memoryUsedMib, Double::sum),
                over(gpus, GpuReading::memoryTotalMib, Double::sum),
                over(gpus, GpuReading::temperatureCelsius, Math::max),
                over(gpus, GpuReading::powerWatts, Double::sum));
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
