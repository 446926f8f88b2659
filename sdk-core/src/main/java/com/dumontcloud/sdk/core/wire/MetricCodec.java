package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MetricSeries;
import com.dumontcloud.sdk.core.model.MetricSeries.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Writes and reads the reply to {@code GET /instances/{id}/metrics}. What is not known is {@code null}; unknown fields are skipped.
 * {@link #decode} throws {@link InvalidDocumentException} for what it cannot read. Thread-safe, does not block.
 */
public final class MetricCodec {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private MetricCodec() {}

    /** Returns the reply that tells this series. */
    public static byte[] encode(MetricSeries series) {
        return ViewWriter.document(
                out -> out.text("instance_id", series.machine().value())
                        .whole("gpu", series.gpu())
                        .wholeUnits("step_seconds", series.step(), SECOND)
                        .list("series", series.points(), MetricCodec::write));
    }

    /** Returns the series that a reply tells. */
    public static MetricSeries decode(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_ANSWER);
        if (!root.has("series")) {
            throw root.fault("series", "there", null);
        }
        return new MetricSeries(
                root.machineId("instance_id"),
                root.count("gpu"),
                Objects.requireNonNullElse(root.duration("step_seconds", SECOND), Duration.ZERO),
                root.objects("series").stream().map(MetricCodec::read).toList());
    }

    private static void write(ViewWriter out, Point point) {
        GpuTotals gpus = point.gpus();
        HostReading host = point.host();
        out.instant("timestamp", point.at())
                .number("gpu_utilization", gpus.utilizationPercent())
                .number("gpu_memory_used_mb", gpus.memoryUsedMib())
                .number("gpu_memory_total_mb", gpus.memoryTotalMib())
                .number("temperature_celsius", gpus.temperatureCelsius())
                .number("power_watts", gpus.powerWatts())
                .number("cpu_percent", host.cpuPercent())
                .number("memory_used_mb", host.memoryUsedMib())
                .whole("disk_read_bytes", host.diskReadBytes())
                .whole("disk_write_bytes", host.diskWriteBytes())
                .whole("net_rx_bytes", host.netReceivedBytes())
                .whole("net_tx_bytes", host.netSentBytes());
    }

    private static Point read(JsonObject point) {
        Instant at = point.instant("timestamp");
        if (at == null) {
            throw point.fault("timestamp", "there", null);
        }
        return new Point(
                at,
                new GpuTotals(
                        point.number("gpu_utilization"),
                        point.number("gpu_memory_used_mb"),
                        point.number("gpu_memory_total_mb"),
                        point.number("temperature_celsius"),
                        point.number("power_watts")),
                new HostReading(
                        point.number("cpu_percent"),
                        point.number("memory_used_mb"),
                        null,
                        null,
                        point.whole("disk_read_bytes"),
                        point.whole("disk_write_bytes"),
                        point.whole("net_rx_bytes"),
                        point.whole("net_tx_bytes")));
    }
}
