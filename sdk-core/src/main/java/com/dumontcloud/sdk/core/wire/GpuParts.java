package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what a heartbeat says of the machine's GPUs. What is null reads as absent. */
final class GpuParts {

    /** The most GPUs in one heartbeat; {@link Range#GPU_INDEX} numbers as many. */
    private static final int MAX_GPUS = 256;
    /** The most reasons for absent metrics of one GPU; it has eight metrics. */
    private static final int MAX_ABSENT = 32;

    private GpuParts() {}

    static GpuTotals gpuMetrics(HeartbeatInput in) {
        if (!in.open()) {
            return GpuTotals.UNKNOWN;
        }
        in.enter();
        Double utilizationPercent = null;
        Double memoryUsedMib = null;
        Double memoryTotalMib = null;
        Double temperatureCelsius = null;
        Double powerWatts = null;
        long seen = 0;
        while (in.hasNextField()) {
            HeartbeatField field = in.field(seen);
            seen |= field.bit();
            switch (field) {
                case UTILIZATION_PERCENT -> utilizationPercent = in.decimal(Range.PERCENT);
                case MEMORY_USED_MB -> memoryUsedMib = in.decimal(Range.MEMORY_MIB);
                case MEMORY_TOTAL_MB -> memoryTotalMib = in.decimal(Range.MEMORY_MIB);
                case TEMPERATURE_CELSIUS -> temperatureCelsius = in.decimal(Range.TEMPERATURE_CELSIUS);
                case POWER_WATTS -> powerWatts = in.decimal(Range.POWER_WATTS);
                default -> in.skipValue();
            }
        }
        in.leave();
        return new GpuTotals(utilizationPercent, memoryUsedMib, memoryTotalMib, temperatureCelsius, powerWatts);
    }

    static List<GpuReading> gpus(HeartbeatInput in) {
        if (!in.openArray()) {
            return List.of();
        }
        in.enter();
        List<GpuReading> gpus = new ArrayList<>();
        for (int element = 0; in.hasNextElement(); element++) {
            in.element(element);
            if (element >= MAX_GPUS) {
                in.skipElement(MAX_GPUS);
            } else if (in.open()) {
                gpus.add(gpu(in, element));
            }
        }
        in.leave();
        return gpus;
    }

    /** Reads one GPU. One that does not say its index has that of its place in the list. */
    private static GpuReading gpu(HeartbeatInput in, int place) {
        Integer index = null;
        String uuid = null;
        String name = null;
        GpuReading.State state = GpuReading.State.UNKNOWN;
        Double utilizationMeanPercent = null;
        Double utilizationMaxPercent = null;
        Integer samples = null;
        Double coveredSeconds = null;
        Double memoryUsedMib = null;
        Double memoryTotalMib = null;
        Double temperatureCelsius = null;
        Double powerWatts = null;
        Map<String, String> absent = Map.of();
        long seen = 0;
        while (in.hasNextField()) {
            HeartbeatField field = in.field(seen);
            seen |= field.bit();
            switch (field) {
                case INDEX -> index = in.count(Range.GPU_INDEX);
                case UUID -> uuid = in.word();
                case NAME -> name = in.word();
                case STATE -> {
                    String text = in.word();
                    state = text == null ? GpuReading.State.UNKNOWN : GpuReading.State.from(text);
                }
                case UTILIZATION_MEAN_PERCENT -> utilizationMeanPercent = in.decimal(Range.PERCENT);
                case UTILIZATION_MAX_PERCENT -> utilizationMaxPercent = in.decimal(Range.PERCENT);
                case SAMPLES -> samples = in.count(Range.COUNT);
                case COVERED_SECONDS -> coveredSeconds = in.decimal(Range.SECONDS);
                case MEMORY_USED_MB -> memoryUsedMib = in.decimal(Range.MEMORY_MIB);
                case MEMORY_TOTAL_MB -> memoryTotalMib = in.decimal(Range.MEMORY_MIB);
                case TEMPERATURE_CELSIUS -> temperatureCelsius = in.decimal(Range.TEMPERATURE_CELSIUS);
                case POWER_WATTS -> powerWatts = in.decimal(Range.POWER_WATTS);
                case ABSENT -> absent = absent(in);
                default -> in.skipValue();
            }
        }
        return new GpuReading(
                index == null ? place : index,
                uuid,
                name,
                state,
                utilizationMeanPercent,
                utilizationMaxPercent,
                samples,
                coveredSeconds,
                memoryUsedMib,
                memoryTotalMib,
                temperatureCelsius,
                powerWatts,
                absent);
    }

    private static Map<String, String> absent(HeartbeatInput in) {
        if (!in.open()) {
            return Map.of();
        }
        Map<String, String> absent = new HashMap<>();
        while (in.hasNextField()) {
            String metric = in.anyName();
            String reason = in.text();
            if (absent.containsKey(metric)) {
                throw new MalformedJsonException("a metric is there twice");
            }
            if (metric.length() > HeartbeatInput.MAX_NAME_LENGTH) {
                in.outOfRange("names a metric of " + metric.length() + " characters; at most "
                        + HeartbeatInput.MAX_NAME_LENGTH + " are allowed");
            } else if (absent.size() == MAX_ABSENT) {
                in.outOfRange("has more than " + MAX_ABSENT + " entries");
            } else if (reason != null) {
                absent.put(metric, reason);
            }
        }
        return absent;
    }
}
