package com.dumontcloud.sdk.policy.crash;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.ReporterRef;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A program that watches a fleet: the one that the crash tests kill. It answers lines on a port that it prints. */
final class FleetProgram {

    private final Map<String, AtomicLong> seq = new ConcurrentHashMap<>();
    private final String startId = Long.toString(System.nanoTime(), 36);
    private final FleetMonitor monitor;

    private FleetProgram(FleetMonitor monitor) {
        this.monitor = monitor;
    }

    /** Arguments: the store's directory, the cloud's port, the origin of time, its speed, and where to die, or "never". */
    public static void main(String[] args) throws Exception {
        FastTime time = new FastTime(Instant.parse(args[2]), Integer.parseInt(args[3]));
        Death death = new Death(args[4]);
        FleetStore store = SqliteFleetStore.open(Path.of(args[0]));
        RemoteCloud cloud = new RemoteCloud(Integer.parseInt(args[1]), time);
        FleetMonitor monitor = FleetMonitor.builder(
                        LifecyclePolicyEngine.of(Preset.REACTIVE.settings()), death.at(store))
                .provider(death.at(cloud))
                .snapshots(death.at(new RemoteSnapshots(cloud, time)))
                .time(time)
                .build();
        monitor.poll();
        ServerSocket server = Lines.serve(new FleetProgram(monitor)::answer);
        monitor.start();
        System.out.println("READY " + server.getLocalPort());
        System.out.flush();
        if (System.in.read() < 0) {
            monitor.close();
            store.close();
        }
        System.exit(0);
    }

    private String answer(String line) {
        try {
            return answer(line.split(" "));
        } catch (DumontException refused) {
            return "refused " + refused.getMessage();
        }
    }

    private String answer(String[] words) {
        MachineId id = MachineId.of(words[words.length > 1 ? 1 : 0]);
        return switch (words[0]) {
            case "beat" -> {
                HeartbeatReply reply = monitor.accept(Heartbeat.builder(id)
                        .reporter(new ReporterRef("agent", "agent", startId))
                        .seq(seq.computeIfAbsent(words[1], any -> new AtomicLong())
                                .incrementAndGet())
                        .gpuTotals(GpuTotals.ofUtilization(Double.parseDouble(words[2])))
                        .build());
                yield "told " + (reply.hibernateIn() == null ? "nothing" : reply.hibernateIn());
            }
            case "keep" ->
                "until "
                        + monitor.keepAlive(
                                id, Duration.ofMinutes(Long.parseLong(words[2])), KeepAlive.Scope.IDLE_AND_ORPHAN);
            case "token" -> "token " + monitor.issueToken(id);
            case "owner" ->
                "owner " + monitor.ownerOf(words[2]).map(MachineId::value).orElse("nobody");
            case "order" -> {
                Operation ordered = monitor.command(id, Operation.Kind.valueOf(words[2]));
                yield "operation " + ordered.id() + " " + (ordered.insists() ? "insists" : "reads");
            }
            case "state" -> state(monitor.machine(id).orElseThrow());
            case "spent" -> "spent " + monitor.account().billedUsd();
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private static String state(MachineReport report) {
        MachineCondition machine = report.condition();
        return "state " + machine.operation().map(Operation::id).orElse("none") + " "
                + machine.keepAlive().idleUntil() + " " + report.certainUsd() + " " + machine.isClaimed() + " "
                + machine.power();
    }
}
