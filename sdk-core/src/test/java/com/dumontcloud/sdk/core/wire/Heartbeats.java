package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuInstanceReading;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.MemoryBasis;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.model.ReporterRef;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Heartbeats to test with: the documents of the specification, one that has every field, and as many random ones as wanted. */
final class Heartbeats {

    /** agent-status-api.md, POST /agent/status. */
    static final String NESTED = """
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
            }
            """;

    /** agent-status-api.md, POST /agent/status, the body of the curl command. */
    static final String NESTED_CURL = """
            {
                "instance_id": 456789,
                "hostname": "gpu-001",
                "timestamp": "2024-12-20T15:30:00Z",
                "gpu_metrics": {
                  "utilization_percent": 85,
                  "memory_used_mb": 18432,
                  "memory_total_mb": 24576
                }
              }""";

    /** agent-system.md, POST /api/agent/status, the body of the curl command. */
    static final String FLAT = """
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
              }""";

    /** agent-system.md, the loop in Python, as python3-requests writes it. */
    static final String FLAT_PYTHON =
            "{\"instance_id\": \"28864630\", \"gpu_utilization\": 87, \"vram_used_gb\": 18.4, "
                    + "\"cost_accumulated\": 2.4, \"status\": \"running\"}";

    /** Every field that http-api.md lists, in both dialects at once where they say different things. */
    static final String EVERYTHING = """
            {
              "instance_id": "m-1", "hostname": "gpu-001", "timestamp": "2024-12-20T16:30:00.250+01:00",
              "gpu_metrics": {"memory_total_mb": 24576, "temperature_celsius": 72.5, "power_watts": 320.25},
              "gpu_utilization": 87.5, "vram_used_gb": 18.4, "cpu_utilization": 45.5, "ram_used_gb": 12.5, "disk_used_gb": 45.2,
              "process_count": 3, "active_users": 1, "last_activity": "2024-12-20T15:29:45Z", "agent_version": "1.2.0",
              "cost_accumulated": 2.40, "status": "running", "uptime_seconds": 7200.75,
              "reporter": {"id": "trainer", "kind": "process", "start_id": "s-1"}, "seq": 41, "boot_id": "b-1",
              "idle_seconds": 12.5,
              "gpus": [
                {"index": 1, "uuid": "GPU-1", "name": "RTX 4090", "utilization_mean_percent": 12.25,
                 "utilization_max_percent": 99, "samples": 60, "covered_seconds": 59.5, "memory_used_mb": 18432,
                 "memory_total_mb": 24576, "temperature_celsius": 72, "power_watts": 320, "state": "ok",
                 "absent": {"fan_percent": "not supported"},
                 "memory_utilization_percent": 7.5, "power_limit_watts": 450, "energy_joules": 9600.5, "sm_clock_mhz": 2520,
                 "memory_clock_mhz": 10501, "pcie_rx_bytes": 5000000000, "pcie_tx_bytes": 6, "sm_utilization_percent": 41.5,
                 "ecc_uncorrected_errors": 2, "xid": 79, "process_count": 4, "memory_basis": "allocated",
                 "instances": [
                   {"uuid": "MIG-1", "memory_used_mb": 12.5, "memory_total_mb": 4864, "sm_utilization_percent": 3.25,
                    "process_count": 1},
                   null, {"of_a_newer_version": [1]}
                 ]},
                {"state": "reset_required", "memory_basis": "guessed", "instances": null}
              ],
              "host": {"memory_total_mb": 65536, "disk_read_bytes": 1, "disk_write_bytes": 2, "net_rx_bytes": 4294967295,
                "net_tx_bytes": 4},
              "people": {"ssh_sessions": 2, "last_input_seconds": 30.5, "jupyter_busy": false},
              "busy": {"active": true, "label": "epoch 3 \\u20ac", "progress": 0.5, "progress_changed_seconds": 1.5},
              "results": [
                {"id": "c-1", "outcome": "done", "detail": "saved", "progress": 1, "snapshot_id": "s-9"},
                {"id": "c-2", "outcome": "exploded"}
              ],
              "goodbye": {"reason": "finished"},
              "of_a_newer_version": {"a": [1, "x", true, null, {"b": -1.5e-7}]}
            }""";

    private final Random random;

    Heartbeats(long seed) {
        this.random = new Random(seed);
    }

    static List<String> documents() {
        return List.of(NESTED, NESTED_CURL, FLAT, FLAT_PYTHON, EVERYTHING);
    }

    /** Returns a heartbeat with a random choice of fields, each with a random value that can be. */
    Heartbeat next() {
        return Heartbeat.builder(MachineId.of(random.nextBoolean() ? String.valueOf(random.nextInt(1 << 30)) : id()))
                .reporter(
                        random.nextBoolean()
                                ? ReporterRef.AGENT
                                : new ReporterRef(id(), maybe(this::id), maybe(this::id)))
                .hostname(maybe(this::word))
                .timestamp(maybe(this::instant))
                .agentVersion(maybe(this::word))
                .agentStatus(maybe(this::word))
                .gpuTotals(new GpuTotals(upTo(100), upTo(67_108_864), upTo(67_108_864), upTo(200), upTo(100_000)))
                .gpus(list(this::gpu))
                .host(new HostReading(
                        upTo(100),
                        upTo(67_108_864),
                        upTo(67_108_864),
                        upTo(1_048_576),
                        maybe(this::big),
                        maybe(this::big),
                        maybe(this::big),
                        maybe(this::big)))
                .people(new PeopleReading(maybe(this::count), upTo(1e9), maybe(random::nextBoolean)))
                .busy(maybe(() -> new BusyReading(random.nextBoolean(), maybe(this::text), upTo(1), upTo(1e9))))
                .processCount(maybe(this::count))
                .activeUsers(maybe(this::count))
                .lastActivity(maybe(this::instant))
                .idleSeconds(upTo(1e9))
                .uptimeSeconds(maybe(() -> (long) random.nextInt(1_000_000_001)))
                .costAccumulatedUsd(
                        maybe(() -> BigDecimal.valueOf(1 + random.nextInt(1_000_000_000), random.nextInt(10))))
                .bootId(maybe(this::word))
                .seq(maybe(this::big))
                .results(list(this::result))
                .goodbye(maybe(() -> random.nextBoolean() ? Goodbye.STOPPED : Goodbye.FINISHED))
                .build();
    }

    private GpuReading gpu() {
        GpuReading.State[] states = GpuReading.State.values();
        Map<String, String> absent = new HashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            absent.put(word(), text());
        }
        MemoryBasis[] bases = MemoryBasis.values();
        return GpuReading.builder(random.nextInt(256))
                .uuid(maybe(this::word))
                .name(maybe(this::word))
                .state(states[random.nextInt(states.length)])
                .utilizationMeanPercent(upTo(100))
                .utilizationMaxPercent(upTo(100))
                .samples(maybe(this::count))
                .coveredSeconds(upTo(1e9))
                .memoryUsedMib(upTo(67_108_864))
                .memoryTotalMib(upTo(67_108_864))
                .temperatureCelsius(upTo(200))
                .powerWatts(upTo(100_000))
                .absent(absent)
                .memoryUtilizationPercent(upTo(100))
                .powerLimitWatts(upTo(100_000))
                .energyJoules(upTo(1e12))
                .smClockMhz(maybe(() -> random.nextInt(100_001)))
                .memoryClockMhz(maybe(() -> random.nextInt(100_001)))
                .pcieReceivedBytes(maybe(this::big))
                .pcieSentBytes(maybe(this::big))
                .smUtilizationPercent(upTo(100))
                .eccUncorrectedErrors(maybe(this::big))
                .xid(maybe(() -> random.nextInt(65_536)))
                .processCount(maybe(this::count))
                .memoryBasis(maybe(() -> bases[random.nextInt(bases.length)]))
                .instances(list(this::instance))
                .build();
    }

    private GpuInstanceReading instance() {
        return new GpuInstanceReading(
                maybe(this::word), upTo(67_108_864), upTo(67_108_864), upTo(100), maybe(this::count));
    }

    private CommandResult result() {
        Outcome[] outcomes = Outcome.values();
        return new CommandResult(
                id(), outcomes[random.nextInt(outcomes.length)], maybe(this::text), upTo(1), maybe(this::word));
    }

    private <T> List<T> list(Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(element.get());
        }
        return list;
    }

    private <T> T maybe(Supplier<T> value) {
        return random.nextInt(3) == 0 ? null : value.get();
    }

    private Double upTo(double largest) {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> largest;
            case 2 -> 0.0;
            case 3 -> Math.rint(random.nextDouble() * largest);
            default -> random.nextDouble() * largest;
        };
    }

    private Integer count() {
        return random.nextInt(4_194_305);
    }

    private Long big() {
        return random.nextLong() >>> 11;
    }

    private Instant instant() {
        int nanos = random.nextInt(1_000_000_000);
        int[] precisions = {1_000_000_000, 1_000_000, 1_000, 1};
        int precision = precisions[random.nextInt(4)];
        return Instant.ofEpochSecond((long) (random.nextDouble() * 9_214_646_400L), nanos / precision * precision);
    }

    private String id() {
        return "id-" + Integer.toString(random.nextInt(1 << 30), 36);
    }

    private String word() {
        String[] letters = {"a", "Z", "0", " ", "-", "\"", "\\", "/", "é", "€", "🚀", "İ"};
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            word.append(letters[random.nextInt(letters.length)]);
        }
        return word.toString();
    }

    private String text() {
        return word() + (random.nextBoolean() ? "\n\t\r\b\f\u0000\u001f\u007f" : "") + word();
    }
}
