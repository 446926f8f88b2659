package com.dumontcloud.sdk.core.wire;

import static com.dumontcloud.sdk.core.wire.GpuField.ABSENT;
import static com.dumontcloud.sdk.core.wire.GpuField.COVERED_SECONDS;
import static com.dumontcloud.sdk.core.wire.GpuField.ECC_UNCORRECTED_ERRORS;
import static com.dumontcloud.sdk.core.wire.GpuField.ENERGY_JOULES;
import static com.dumontcloud.sdk.core.wire.GpuField.INDEX;
import static com.dumontcloud.sdk.core.wire.GpuField.INSTANCES;
import static com.dumontcloud.sdk.core.wire.GpuField.MEMORY_BASIS;
import static com.dumontcloud.sdk.core.wire.GpuField.MEMORY_CLOCK_MHZ;
import static com.dumontcloud.sdk.core.wire.GpuField.MEMORY_TOTAL_MB;
import static com.dumontcloud.sdk.core.wire.GpuField.MEMORY_USED_MB;
import static com.dumontcloud.sdk.core.wire.GpuField.MEMORY_UTILIZATION_PERCENT;
import static com.dumontcloud.sdk.core.wire.GpuField.NAME;
import static com.dumontcloud.sdk.core.wire.GpuField.PCIE_RX_BYTES;
import static com.dumontcloud.sdk.core.wire.GpuField.PCIE_TX_BYTES;
import static com.dumontcloud.sdk.core.wire.GpuField.POWER_LIMIT_WATTS;
import static com.dumontcloud.sdk.core.wire.GpuField.POWER_WATTS;
import static com.dumontcloud.sdk.core.wire.GpuField.PROCESS_COUNT;
import static com.dumontcloud.sdk.core.wire.GpuField.SAMPLES;
import static com.dumontcloud.sdk.core.wire.GpuField.SM_CLOCK_MHZ;
import static com.dumontcloud.sdk.core.wire.GpuField.SM_UTILIZATION_PERCENT;
import static com.dumontcloud.sdk.core.wire.GpuField.STATE;
import static com.dumontcloud.sdk.core.wire.GpuField.TEMPERATURE_CELSIUS;
import static com.dumontcloud.sdk.core.wire.GpuField.UTILIZATION_MAX_PERCENT;
import static com.dumontcloud.sdk.core.wire.GpuField.UTILIZATION_MEAN_PERCENT;
import static com.dumontcloud.sdk.core.wire.GpuField.UUID;
import static com.dumontcloud.sdk.core.wire.GpuField.XID;

import com.dumontcloud.sdk.core.model.GpuInstanceReading;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.MemoryBasis;
import java.util.List;
import java.util.Map;

/** Writes what a heartbeat says of each GPU, alike in both dialects. */
final class GpuWriter {

    private GpuWriter() {}

    static void write(JsonOutput out, List<GpuReading> gpus) {
        if (gpus.isEmpty()) {
            return;
        }
        out.beginArray(HeartbeatField.GPUS);
        for (GpuReading gpu : gpus) {
            write(out, gpu);
        }
        out.endArray();
    }

    private static void write(JsonOutput out, GpuReading gpu) {
        out.beginObject();
        out.field(INDEX, gpu.index());
        out.field(UUID, gpu.uuid());
        out.field(NAME, gpu.name());
        out.field(UTILIZATION_MEAN_PERCENT, gpu.utilizationMeanPercent());
        out.field(UTILIZATION_MAX_PERCENT, gpu.utilizationMaxPercent());
        out.field(SAMPLES, gpu.samples());
        out.field(COVERED_SECONDS, gpu.coveredSeconds());
        out.field(MEMORY_USED_MB, gpu.memoryUsedMib());
        out.field(MEMORY_TOTAL_MB, gpu.memoryTotalMib());
        out.field(TEMPERATURE_CELSIUS, gpu.temperatureCelsius());
        out.field(POWER_WATTS, gpu.powerWatts());
        out.field(STATE, gpu.state().text());
        writeAbsent(out, gpu.absent());
        out.field(MEMORY_UTILIZATION_PERCENT, gpu.memoryUtilizationPercent());
        out.field(POWER_LIMIT_WATTS, gpu.powerLimitWatts());
        out.field(ENERGY_JOULES, gpu.energyJoules());
        out.field(SM_CLOCK_MHZ, gpu.smClockMhz());
        out.field(MEMORY_CLOCK_MHZ, gpu.memoryClockMhz());
        out.field(PCIE_RX_BYTES, gpu.pcieReceivedBytes());
        out.field(PCIE_TX_BYTES, gpu.pcieSentBytes());
        out.field(SM_UTILIZATION_PERCENT, gpu.smUtilizationPercent());
        out.field(ECC_UNCORRECTED_ERRORS, gpu.eccUncorrectedErrors());
        out.field(XID, gpu.xid());
        out.field(PROCESS_COUNT, gpu.processCount());
        MemoryBasis basis = gpu.memoryBasis();
        out.field(MEMORY_BASIS, basis == null ? null : basis.text());
        writeInstances(out, gpu.instances());
        out.endObject();
    }

    private static void writeAbsent(JsonOutput out, Map<String, String> absent) {
        if (absent.isEmpty()) {
            return;
        }
        out.beginObject(ABSENT);
        for (Map.Entry<String, String> metric : absent.entrySet()) {
            out.field(metric.getKey(), metric.getValue());
        }
        out.endObject();
    }

    private static void writeInstances(JsonOutput out, List<GpuInstanceReading> instances) {
        if (instances.isEmpty()) {
            return;
        }
        out.beginArray(INSTANCES);
        for (GpuInstanceReading instance : instances) {
            out.beginObject();
            out.field(UUID, instance.uuid());
            out.field(MEMORY_USED_MB, instance.memoryUsedMib());
            out.field(MEMORY_TOTAL_MB, instance.memoryTotalMib());
            out.field(SM_UTILIZATION_PERCENT, instance.smUtilizationPercent());
            out.field(PROCESS_COUNT, instance.processCount());
            out.endObject();
        }
        out.endArray();
    }
}
