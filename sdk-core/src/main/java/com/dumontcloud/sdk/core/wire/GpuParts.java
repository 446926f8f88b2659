package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.GpuInstanceReading;
import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what a heartbeat says of each GPU. What is null reads as absent. */
final class GpuParts {

    /** The most GPUs in one heartbeat; {@link Range#GPU_INDEX} numbers as many. */
    private static final int MAX_GPUS = 256;
    /** The most instances of one GPU; today's can be parted into seven. */
    private static final int MAX_INSTANCES = 64;
    /** The most reasons for absent metrics of one GPU; it has some twenty metrics. */
    private static final int MAX_ABSENT = 32;

    private GpuParts() {}

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
        GpuReading.Builder gpu = GpuReading.builder(place);
        long seen = 0;
        while (in.hasNextField()) {
            GpuField field = in.gpuField(seen);
            seen |= field.bit();
            switch (field) {
                case INDEX -> {
                    Integer index = in.count(Range.GPU_INDEX);
                    gpu.index(index == null ? place : index);
                }
                case UUID -> gpu.uuid(in.word());
                case NAME -> gpu.name(in.word());
                case UTILIZATION_MEAN_PERCENT -> gpu.utilizationMeanPercent(in.decimal(Range.PERCENT));
                case UTILIZATION_MAX_PERCENT -> gpu.utilizationMaxPercent(in.decimal(Range.PERCENT));
                case SAMPLES -> gpu.samples(in.count(Range.COUNT));
                case COVERED_SECONDS -> gpu.coveredSeconds(in.decimal(Range.SECONDS));
                case MEMORY_USED_MB -> gpu.memoryUsedMib(in.decimal(Range.MEMORY_MIB));
                case MEMORY_TOTAL_MB -> gpu.memoryTotalMib(in.decimal(Range.MEMORY_MIB));
                case TEMPERATURE_CELSIUS -> gpu.temperatureCelsius(in.decimal(Range.TEMPERATURE_CELSIUS));
                case POWER_WATTS -> gpu.powerWatts(in.decimal(Range.POWER_WATTS));
                case STATE -> {
                    String text = in.word();
                    gpu.state(text == null ? GpuReading.State.UNKNOWN : GpuReading.State.from(text));
                }
                case ABSENT -> gpu.absent(absent(in));
                case MEMORY_UTILIZATION_PERCENT -> gpu.memoryUtilizationPercent(in.decimal(Range.PERCENT));
                case POWER_LIMIT_WATTS -> gpu.powerLimitWatts(in.decimal(Range.POWER_WATTS));
                case ENERGY_JOULES -> gpu.energyJoules(in.decimal(Range.ENERGY_JOULES));
                case SM_CLOCK_MHZ -> gpu.smClockMhz(in.count(Range.CLOCK_MHZ));
                case MEMORY_CLOCK_MHZ -> gpu.memoryClockMhz(in.count(Range.CLOCK_MHZ));
                case PCIE_RX_BYTES -> gpu.pcieReceivedBytes(in.whole(Range.EXACT_WHOLE));
                case PCIE_TX_BYTES -> gpu.pcieSentBytes(in.whole(Range.EXACT_WHOLE));
                case SM_UTILIZATION_PERCENT -> gpu.smUtilizationPercent(in.decimal(Range.PERCENT));
                case ECC_UNCORRECTED_ERRORS -> gpu.eccUncorrectedErrors(in.whole(Range.EXACT_WHOLE));
                case XID -> gpu.xid(in.count(Range.XID));
                case PROCESS_COUNT -> gpu.processCount(in.count(Range.COUNT));
                case MEMORY_BASIS -> {
                    String text = in.word();
                    gpu.memoryBasis(text == null ? null : GpuReading.MemoryBasis.from(text));
                }
                case INSTANCES -> gpu.instances(instances(in));
                default -> in.skipValue();
            }
        }
        return gpu.build();
    }

    private static List<GpuInstanceReading> instances(HeartbeatInput in) {
        if (!in.openArray()) {
            return List.of();
        }
        in.enter();
        List<GpuInstanceReading> instances = new ArrayList<>();
        for (int element = 0; in.hasNextElement(); element++) {
            in.element(element);
            if (element >= MAX_INSTANCES) {
                in.skipElement(MAX_INSTANCES);
            } else if (in.open()) {
                instances.add(instance(in));
            }
        }
        in.leave();
        return instances;
    }

    private static GpuInstanceReading instance(HeartbeatInput in) {
        String uuid = null;
        Double memoryUsedMib = null;
        Double memoryTotalMib = null;
        Double smUtilizationPercent = null;
        Integer processCount = null;
        long seen = 0;
        while (in.hasNextField()) {
            GpuField field = in.gpuField(seen);
            seen |= field.bit();
            switch (field) {
                case UUID -> uuid = in.word();
                case MEMORY_USED_MB -> memoryUsedMib = in.decimal(Range.MEMORY_MIB);
                case MEMORY_TOTAL_MB -> memoryTotalMib = in.decimal(Range.MEMORY_MIB);
                case SM_UTILIZATION_PERCENT -> smUtilizationPercent = in.decimal(Range.PERCENT);
                case PROCESS_COUNT -> processCount = in.count(Range.COUNT);
                default -> in.skipValue();
            }
        }
        return new GpuInstanceReading(uuid, memoryUsedMib, memoryTotalMib, smUtilizationPercent, processCount);
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
