package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The GPUs of a heartbeat as one number each: what it says of the whole machine, else what its GPUs add up to. */
final class GpuSummary {

    private GpuSummary() {}

    static boolean isIn(Heartbeat heartbeat) {
        return !heartbeat.gpus().isEmpty() || !heartbeat.gpuTotals().equals(GpuTotals.UNKNOWN);
    }

    /** The contract: the maximum of utilisation and temperature, the sum of memory and power. */
    static GpuTotals of(Heartbeat heartbeat) {
        GpuTotals told = heartbeat.gpuTotals();
        List<GpuReading> gpus = heartbeat.gpus();
        if (gpus.isEmpty()) {
            return told;
        }
        return new GpuTotals(
                first(told.utilizationPercent(), fold(gpus, GpuReading::utilizationMeanPercent, Math::max)),
                first(told.memoryUsedMib(), fold(gpus, GpuReading::memoryUsedMib, Double::sum)),
                first(told.memoryTotalMib(), fold(gpus, GpuReading::memoryTotalMib, Double::sum)),
                first(told.temperatureCelsius(), fold(gpus, GpuReading::temperatureCelsius, Math::max)),
                first(told.powerWatts(), fold(gpus, GpuReading::powerWatts, Double::sum)));
    }

    private static @Nullable Double fold(
            List<GpuReading> gpus, Function<GpuReading, @Nullable Double> metric, DoubleBinaryOperator operator) {
        Double folded = null;
        for (GpuReading gpu : gpus) {
            Double value = metric.apply(gpu);
            if (value != null) {
                folded = folded == null ? value : (Double) operator.applyAsDouble(folded, value);
            }
        }
        return folded;
    }

    private static @Nullable Double first(@Nullable Double told, @Nullable Double folded) {
        return told == null ? folded : Objects.requireNonNull(told);
    }
}
