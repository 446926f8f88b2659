package com.dumontcloud.sdk.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.ReporterRef;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The documents that the three source documents and the contract print, read and written. */
class AgentCodecTest {

    @Test
    void readsTheHeartbeatOfAgentStatusApi() {
        Heartbeat heartbeat = decode("""
                {
                  "instance_id": 456789,
                  "hostname": "gpu-001",
                  "timestamp": "2024-12-20T15:30:00Z",
                  "gpu_metrics": {
                    "utilization_percent": 85,
                    "memory_used_mb": 18432,
                    "memory_total_mb": 24576,
                    "temperature_celsius": 72,
                    "power_watts": 320
                  },
                  "process_count": 3,
                  "active_users": 1,
                  "last_activity": "2024-12-20T15:29:45Z",
                  "agent_version": "1.2.0"
                }""");

        assertThat(heartbeat.instanceId()).isEqualTo(MachineId.of("456789"));
        assertThat(heartbeat.hostname()).isEqualTo("gpu-001");
        assertThat(heartbeat.timestamp()).isEqualTo(Instant.parse("2024-12-20T15:30:00Z"));
        assertThat(heartbeat.gpuTotals()).isEqualTo(new GpuTotals(85.0, 18432.0, 24576.0, 72.0, 320.0));
        assertThat(heartbeat.processCount()).isEqualTo(3);
        assertThat(heartbeat.activeUsers()).isEqualTo(1);
        assertThat(heartbeat.lastActivity()).isEqualTo(Instant.parse("2024-12-20T15:29:45Z"));
        assertThat(heartbeat.agentVersion()).isEqualTo("1.2.0");
        assertThat(heartbeat.reporter()).isEqualTo(ReporterRef.AGENT);
        assertThat(heartbeat.host()).isEqualTo(HostReading.UNKNOWN);
        assertThat(heartbeat.seq()).isNull();
    }

    @Test
    void readsTheHeartbeatOfAgentSystem() {
        Heartbeat heartbeat = decode("""
                {
                    "instance_id": "28864630",
                    "gpu_utilization": 87,
                    "vram_used_gb": 18.4,
                    "cpu_utilization": 45,
                    "ram_used_gb": 12.0,
                    "disk_used_gb": 45.2,
                    "cost_accumulated": 2.40,
                    "status": "running",
                    "uptime_seconds": 7200
                  }""");

        assertThat(heartbeat.instanceId()).isEqualTo(MachineId.of("28864630"));
        assertThat(heartbeat.gpuTotals()).isEqualTo(new GpuTotals(87.0, 18.4 * 1024, null, null, null));
        assertThat(heartbeat.host()).isEqualTo(new HostReading(45.0, 12.0 * 1024, null, 45.2, null, null, null, null));
        assertThat(heartbeat.costAccumulatedUsd()).isEqualTo(new BigDecimal("2.40"));
        assertThat(heartbeat.agentStatus()).isEqualTo("running");
        assertThat(heartbeat.uptimeSeconds()).isEqualTo(7200);
        assertThat(heartbeat.timestamp()).isNull();
    }

    @Test
    void writesTheHeartbeatOfAgentStatusApiAsItIsPrinted() {
        String printed = """
                {"instance_id":456789,"hostname":"gpu-001","timestamp":"2024-12-20T15:30:00Z",\
                "gpu_metrics":{"utilization_percent":85,"memory_used_mb":18432,"memory_total_mb":24576,\
                "temperature_celsius":72,"power_watts":320},"process_count":3,"active_users":1,\
                "last_activity":"2024-12-20T15:29:45Z","agent_version":"1.2.0"}""";

        assertThat(printed).hasSize(307);
        assertThat(text(AgentCodec.encodeHeartbeat(decode(printed), Dialect.NESTED)))
                .isEqualTo(printed);
    }

    @Test
    void writesAndReadsTheFlatReplies() {
        HeartbeatReply plain =
                HeartbeatReply.builder().nextHeartbeatIn(Duration.ofSeconds(60)).build();
        assertThat(text(AgentCodec.encodeReply(plain, Dialect.FLAT)))
                .isEqualTo("{\"success\":true,\"message\":\"Heartbeat received\","
                        + "\"next_heartbeat_in_seconds\":60,\"actions\":[]}");

        HeartbeatReply warned = AgentCodec.decodeReply("""
                {
                  "success": true,
                  "message": "Low utilization detected",
                  "actions": [
                    {
                      "type": "hibernate_warning",
                      "message": "GPU <5% utilization for 3min. Hibernating in 2min.",
                      "countdown_seconds": 120
                    }
                  ]
                }""".getBytes(UTF_8));
        assertThat(warned.message()).isEqualTo("Low utilization detected");
        assertThat(warned.warning()).isEqualTo("GPU <5% utilization for 3min. Hibernating in 2min.");
        assertThat(warned.hibernateIn()).isEqualTo(Duration.ofSeconds(120));
        assertThat(warned.nextHeartbeatIn()).isNull();
        assertThat(warned.commands()).isEmpty();
    }

    @Test
    void writesAndReadsTheNestedReplies() {
        String quiet = "{\"success\":true,\"commands\":[],\"hibernate_in_seconds\":null,\"next_heartbeat_in\":30}";
        HeartbeatReply reply = AgentCodec.decodeReply(quiet.getBytes(UTF_8));
        assertThat(reply.nextHeartbeatIn()).isEqualTo(Duration.ofSeconds(30));
        assertThat(reply.hibernateIn()).isNull();
        assertThat(text(AgentCodec.encodeReply(reply, Dialect.NESTED))).isEqualTo(quiet);

        HeartbeatReply busy = AgentCodec.decodeReply("""
                {"success":true,"commands":[{"id":"c1","type":"hibernate","args":{"save_for_seconds":60}},"restart"],
                 "hibernate_in_seconds":90,"next_heartbeat_in":30}""".getBytes(UTF_8));
        assertThat(busy.hibernateIn()).isEqualTo(Duration.ofSeconds(90));
        assertThat(busy.commands())
                .isEqualTo(List.of(
                        new AgentCommand("c1", AgentCommand.HIBERNATE, Map.of(AgentCommand.SAVE_FOR_SECONDS, "60")),
                        new AgentCommand(null, AgentCommand.RESTART, Map.of())));
    }

    private static Heartbeat decode(String json) {
        return AgentCodec.decodeHeartbeat(json.getBytes(UTF_8));
    }

    private static String text(byte[] json) {
        return new String(json, UTF_8);
    }
}
