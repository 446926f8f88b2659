package com.dumontcloud.sdk.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MetricSeries;
import com.dumontcloud.sdk.core.model.MetricSeries.Point;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricCodecTest {

    private static final MetricSeries SERIES = new MetricSeries(
            MachineId.of("gpu-1"),
            1,
            Duration.ofMinutes(5),
            List.of(
                    new Point(
                            Instant.parse("2026-01-05T10:00:00Z"),
                            new GpuTotals(55.5, 1000.0, 24_576.0, 61.0, 300.25),
                            new HostReading(12.0, 2048.0, null, null, 1L, 2L, 3L, 4L)),
                    new Point(Instant.parse("2026-01-05T10:05:00Z"), GpuTotals.UNKNOWN, HostReading.UNKNOWN)));

    @Test
    void readsWhatItWrote() {
        assertThat(MetricCodec.decode(MetricCodec.encode(SERIES))).isEqualTo(SERIES);
        MetricSeries whole = new MetricSeries(MachineId.of("7"), null, Duration.ofSeconds(8), List.of());
        assertThat(MetricCodec.decode(MetricCodec.encode(whole))).isEqualTo(whole);
    }

    @Test
    void writesTheKeysOfTheContractAndNullForWhatIsAbsent() {
        assertThat(new String(MetricCodec.encode(SERIES), StandardCharsets.UTF_8))
                .startsWith("{\"instance_id\":\"gpu-1\",\"gpu\":1,\"step_seconds\":300,\"series\":[{"
                        + "\"timestamp\":\"2026-01-05T10:00:00Z\",\"gpu_utilization\":55.5,"
                        + "\"gpu_memory_used_mb\":1000,\"gpu_memory_total_mb\":24576,\"temperature_celsius\":61,"
                        + "\"power_watts\":300.25,\"cpu_percent\":12,\"memory_used_mb\":2048,\"disk_read_bytes\":1,"
                        + "\"disk_write_bytes\":2,\"net_rx_bytes\":3,\"net_tx_bytes\":4}")
                .contains("\"gpu_utilization\":null", "\"net_tx_bytes\":null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"instance_id\":\"gpu-1\"}",
                "{\"instance_id\":\"gpu-1\",\"series\":[{}]}",
                "{\"instance_id\":\"gpu-1\",\"series\":[{\"timestamp\":\"x\"}]}",
                "{\"series\":[]}",
                "{\"instance_id\":\"gpu-1\",\"series\":[1]}"
            })
    void refusesWhatIsNoSeries(String json) {
        assertThatThrownBy(() -> MetricCodec.decode(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidDocumentException.class);
    }
}
