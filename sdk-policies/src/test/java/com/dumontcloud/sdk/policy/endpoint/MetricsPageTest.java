package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsPageTest {

    private static final String TWO_GPUS = """
            {"instance_id":"gpu-1","gpus":[
              {"index":0,"utilization_mean_percent":85,"memory_used_mb":1024,"temperature_celsius":72,"power_watts":320.5},
              {"index":1,"utilization_mean_percent":10,"memory_used_mb":2048,"memory_total_mb":4096}]}""";

    private final ServedFleet fleet = new ServedFleet(Preset.BALANCED);

    @AfterEach
    void close() {
        fleet.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dumont_agents_active",
                "dumont_agents_orphaned",
                "dumont_agents_heartbeat_missed_total{instance_id=\"gpu-1\"}",
                "dumont_agents_gpu_utilization_percent{instance_id=\"gpu-1\"}",
                "dumont_agents_gpu_utilization{instance_id=\"gpu-1\"}",
                "dumont_agents_cost_accumulated{instance_id=\"gpu-1\"}",
                "dumont_machine_state{instance_id=\"gpu-1\",state=\"running\"}",
                "dumont_machine_orphaned{instance_id=\"gpu-1\"}",
                "dumont_agent_last_heartbeat_timestamp_seconds{instance_id=\"gpu-1\"}",
                "dumont_gpu_utilization_ratio{instance_id=\"gpu-1\",gpu=\"0\"}",
                "dumont_gpu_memory_used_bytes{instance_id=\"gpu-1\",gpu=\"1\"}",
                "dumont_gpu_temperature_celsius{instance_id=\"gpu-1\",gpu=\"0\"}",
                "dumont_gpu_power_watts{instance_id=\"gpu-1\",gpu=\"0\"}",
                "dumont_machine_cost_usd_total{instance_id=\"gpu-1\"}",
                "dumont_machine_price_usd_per_hour{instance_id=\"gpu-1\"}",
                "dumont_policy_decisions_total{policy=\"person\",action=\"stop\",outcome=\"done\"}",
                "dumont_saved_usd_total",
                "dumont_fleet_mode{mode=\"normal\"}"
            })
    void hasEveryNameOfTheContract(String series) {
        busyFleet();

        assertThat(valueOf(series)).as(page()).isNotNull();
    }

    @Test
    void hasTheValuesOfTheFleetInBaseUnits() {
        busyFleet();

        assertThat(valueOf("dumont_agents_active")).isEqualTo(1);
        assertThat(valueOf("dumont_agents_gpu_utilization_percent{instance_id=\"gpu-1\"}"))
                .isEqualTo(85);
        assertThat(valueOf("dumont_gpu_utilization_ratio{instance_id=\"gpu-1\",gpu=\"0\"}"))
                .isEqualTo(0.85);
        assertThat(valueOf("dumont_gpu_memory_used_bytes{instance_id=\"gpu-1\",gpu=\"1\"}"))
                .isEqualTo(2048.0 * 1024 * 1024);
        assertThat(valueOf("dumont_gpu_memory_total_bytes{instance_id=\"gpu-1\",gpu=\"1\"}"))
                .isEqualTo(4096.0 * 1024 * 1024);
        assertThat(valueOf("dumont_machine_price_usd_per_hour{instance_id=\"gpu-1\"}"))
                .isEqualTo(0.40);
        assertThat(page()).doesNotContain("dumont_gpu_power_watts{instance_id=\"gpu-1\",gpu=\"1\"}");
    }

    @Test
    void saysWhatAMachineIsOnASeriesOfItsOwn() {
        busyFleet();
        fleet.monitor.register(MachineId.of("mine"), "my \"box\"", null);

        assertThat(
                        valueOf(
                                "dumont_machine_info{instance_id=\"gpu-1\",name=\"gpu-1\",provider=\"simulated\",gpu=\"RTX 4090\"}"))
                .isEqualTo(1);
        assertThat(
                        valueOf(
                                "dumont_machine_info{instance_id=\"mine\",name=\"my \\\"box\\\"\",provider=\"unmanaged\",gpu=\"\"}"))
                .isEqualTo(1);
    }

    @Test
    void countsASilentMachineAsOrphanedAsLongAsItRuns() {
        fleet.rent("gpu-1");
        fleet.post("/api/agent/status", TWO_GPUS);
        String orphaned = "dumont_machine_orphaned{instance_id=\"gpu-1\"}";

        fleet.time.advance(Duration.ofSeconds(1799));
        assertThat(valueOf(orphaned)).isZero();
        fleet.time.advance(Duration.ofSeconds(1));
        assertThat(valueOf(orphaned)).isEqualTo(1);
        assertThat(valueOf("dumont_agents_orphaned")).isEqualTo(1);
        assertThat(valueOf("dumont_agents_active")).isZero();

        fleet.monitor.command(MachineId.of("gpu-1"), Operation.Kind.STOP);
        fleet.time.advance(Duration.ofMinutes(2));
        assertThat(valueOf(orphaned)).isZero();
        assertThat(valueOf("dumont_agents_orphaned")).isZero();
    }

    @Test
    void showsAnOperationUntilItEndsAlsoWhileItNeedsAPerson() {
        fleet.rent("gpu-1");
        fleet.cloud.faults().during(Duration.ZERO, Duration.ofDays(1), Fault.IGNORED);
        String needsHuman = "dumont_machine_operation{instance_id=\"gpu-1\",action=\"stop\",phase=\"needs_human\"}";
        assertThat(page()).doesNotContain("dumont_machine_operation{");

        fleet.monitor.command(MachineId.of("gpu-1"), Operation.Kind.STOP);
        assertThat(page()).contains("dumont_machine_operation{instance_id=\"gpu-1\",action=\"stop\"");
        assertThat(valueOf(needsHuman)).isNull();

        fleet.time.advance(Duration.ofHours(1));
        assertThat(valueOf(needsHuman)).as(page()).isEqualTo(1);

        Object operation = fleet.get("/api/v1/operations").at("operations.0.id");
        assertThat(fleet.post("/api/v1/operations/" + operation + "/resolve", "{\"outcome\":\"abort\"}")
                        .status())
                .isEqualTo(200);
        assertThat(page()).doesNotContain("dumont_machine_operation{");
    }

    @Test
    void givesEveryMetricHelpAndType() {
        busyFleet();

        List<String> lines = page().lines().toList();
        for (String line : lines) {
            if (!line.startsWith("#")) {
                String name = line.replaceAll("[ {].*", "");
                assertThat(lines).anyMatch(each -> each.startsWith("# TYPE " + name + " "));
                assertThat(lines).anyMatch(each -> each.matches("# HELP " + Pattern.quote(name) + " .+"));
            }
        }
    }

    @Test
    void dropsGpuGaugesOnceHeartbeatsStopAndKeepsTheRest() {
        busyFleet();
        assertThat(page()).contains("dumont_gpu_utilization_ratio{");

        fleet.time.advance(Duration.ofSeconds(74));
        assertThat(page()).contains("dumont_gpu_utilization_ratio{");
        fleet.time.advance(Duration.ofSeconds(1));

        assertThat(page())
                .doesNotContain("dumont_gpu_utilization_ratio{")
                .doesNotContain("dumont_agents_gpu_utilization{")
                .contains("dumont_machine_state{instance_id=\"gpu-1\"")
                .contains("dumont_agents_heartbeat_missed_total{instance_id=\"gpu-1\"}");
    }

    @Test
    void forgetsTheSeriesOfADeletedMachine() {
        fleet.rent("gpu-1");
        fleet.post("/api/agent/status", TWO_GPUS);
        assertThat(page()).contains("gpu-1");

        fleet.cloud.destroy(MachineId.of("gpu-1"));
        fleet.time.advance(Duration.ofMinutes(12));

        assertThat(page()).doesNotContain("gpu-1");
        assertThat(fleet.get("/api/agent/instances").at("instances")).isEqualTo(List.of());
        assertThat(fleet.get("/api/agent/instances?status=deleted").at("instances.0.status"))
                .isEqualTo("deleted");
    }

    @Test
    void escapesLabels() {
        MachineId odd = MachineId.of("a\"b\\c");
        fleet.monitor.register(odd, null, null);

        assertThat(page()).contains("dumont_machine_orphaned{instance_id=\"a\\\"b\\\\c\"} 0");
    }

    @Test
    void countsRejectedHeartbeatsByTheirCode() {
        fleet.rent("gpu-1");
        fleet.post("/api/agent/status", "{");
        fleet.post("/api/agent/status", "{\"instance_id\":\"gpu-1\",\"gpu_utilization\":101}");
        fleet.post("/api/agent/status", "{\"instance_id\":\"nobody\"}");
        fleet.post("/api/agent/status", "{\"instance_id\":\"gpu-1\"}", "unknown");

        for (String code : List.of("malformed", "out_of_range", "unknown_instance", "unauthenticated")) {
            assertThat(valueOf("dumont_agents_heartbeats_rejected_total{code=\"" + code + "\"}"))
                    .as(code)
                    .isEqualTo(1);
        }
    }

    @Test
    void showsTheAgentsClaimWhereNoPriceIsKnown() {
        fleet.monitor.register(MachineId.of("mine"), null, null);
        fleet.post("/api/agent/status", "{\"instance_id\":\"mine\",\"cost_accumulated\":2.40}");

        assertThat(valueOf("dumont_agents_cost_accumulated{instance_id=\"mine\"}"))
                .isEqualTo(2.4);
        assertThat(page()).doesNotContain("dumont_machine_cost_usd_total{instance_id=\"mine\"}");
        assertThat(fleet.get("/api/agent/instances").at("instances.0.cost_today"))
                .isEqualTo(2.4);
    }

    /** A counter that falls counts as begun anew: all that the machine ever cost would look like the cost of that minute. */
    @Test
    void countsNoCostThatAReadingTakesBack() {
        fleet.rent("gpu-1");
        MachineId id = MachineId.of("gpu-1");
        fleet.monitor.command(id, Operation.Kind.STOP);
        fleet.time.advance(Duration.ofHours(1));
        fleet.cloud.machine(id).queueStart(Duration.ofMinutes(3));
        fleet.monitor.command(id, Operation.Kind.WAKE);

        String cost = "dumont_machine_cost_usd_total{instance_id=\"gpu-1\"}";
        double before = valueOf(cost);
        BigDecimal billed = BigDecimal.ZERO;
        boolean tookBack = false;
        for (int second = 0; second < 200; second++) {
            fleet.time.advance(Duration.ofSeconds(1));
            double now = valueOf(cost);
            assertThat(now).as("after %s s", second).isGreaterThanOrEqualTo(before);
            before = now;
            BigDecimal books = fleet.monitor.machine(id).orElseThrow().account().billedUsd();
            tookBack |= books.compareTo(billed) < 0;
            billed = books;
        }
        assertThat(tookBack).as("the books took something back").isTrue();
    }

    @Test
    void isForEverybodyUnlessATokenIsSet() {
        assertThat(fleet.send("GET", "/metrics", "", Map.of()).status()).isEqualTo(200);
        try (ServedFleet guarded = ServedFleet.with(endpoint -> endpoint.metricsToken("only-metrics"))) {
            String machines = guarded.rent("gpu-1");

            assertThat(guarded.send("GET", "/metrics", "", Map.of()).status()).isEqualTo(401);
            assertThat(guarded.send("GET", "/metrics", "", bearer("wrong")).status())
                    .isEqualTo(401);
            assertThat(guarded.send("GET", "/metrics", "", bearer(machines)).status())
                    .isEqualTo(403);
            assertThat(guarded.send("GET", "/metrics", "", bearer("only-metrics"))
                            .status())
                    .isEqualTo(200);
            assertThat(guarded.get("/metrics").status()).isEqualTo(200);
            assertThat(guarded.send("GET", "/api/agent/status", "", bearer("only-metrics"))
                            .status())
                    .isEqualTo(401);
            assertThat(guarded.send("GET", "/healthz", "", Map.of()).status()).isEqualTo(200);
        }
    }

    @Test
    void satisfiesPromtool() throws Exception {
        String promtool = Tool.require("prometheus", "/usr/bin/promtool", "/usr/local/bin/promtool");
        busyFleet();
        fleet.post("/api/agent/status", "{");
        fleet.monitor.freeze("moving \"house\"");

        Process check = new ProcessBuilder(promtool, "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = check.getOutputStream()) {
            in.write(page().getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(check.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(check.exitValue()).as(said).isZero();
        assertThat(said).isEmpty();
    }

    /** One machine at work and one that its owner stopped. */
    private void busyFleet() {
        fleet.rent("gpu-1");
        fleet.rent("gpu-2");
        fleet.monitor.command(MachineId.of("gpu-2"), Operation.Kind.STOP);
        fleet.time.advance(Duration.ofMinutes(2));
        Machine stopped = fleet.cloud.machine(MachineId.of("gpu-2")).shown();
        assertThat(stopped.state()).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.post("/api/agent/status", TWO_GPUS).status()).isEqualTo(200);
    }

    private String page() {
        Reply reply = fleet.send("GET", "/metrics", "", Map.of());
        assertThat(reply.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        return reply.text();
    }

    private Double valueOf(String series) {
        return page().lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.valueOf(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(null);
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }
}
