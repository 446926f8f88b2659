package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.simulation.SimulatedSnapshots;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Failover;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One machine of a simulated market under a monitor that replaces what breaks down; it reports every half minute. */
final class FailingFleet implements AutoCloseable {

    static final MachineId OLD = MachineId.of("old");
    private static final Duration STEP = Duration.ofSeconds(30);

    final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T20:00:00Z"));
    final SimulatedCloud cloud = SimulatedCloud.builder(time).build();
    final SimulatedSnapshots snapshots = SimulatedSnapshots.of(cloud);
    final MemoryFleetStore store = new MemoryFleetStore();
    final List<Notification> notifications = new ArrayList<>();
    LifecyclePolicyEngine engine;
    FleetMonitor monitor;
    boolean successorReports = true;

    FailingFleet(Failover failover) {
        engine = LifecyclePolicyEngine.of(
                Preset.BALANCED.settings().toBuilder().failover(failover).build());
        monitor = builder(cloud, store).build();
        monitor.start();
        cloud.rent(Machine.builder(OLD, cloud.name(), MachineState.RUNNING)
                .gpu(GpuSpec.of("RTX 4090", 1))
                .runningRate(HourlyRate.ofUsd("0.40"))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .labels(Map.of("team", "vision"))
                .build());
        monitor.poll();
        monitor.issueToken(OLD);
    }

    FleetMonitor.Builder builder(MachineProvider provider, FleetStore kept) {
        return FleetMonitor.builder(engine, kept)
                .provider(provider)
                .snapshots(snapshots)
                .time(time)
                .notifier(notifications::add);
    }

    FailingFleet offers(String... usdPerHour) {
        for (String rate : usdPerHour) {
            offer(rate, "EU");
        }
        return this;
    }

    FailingFleet offer(String usdPerHour, String region) {
        cloud.putOnOffer(Offer.builder(
                        "offer-" + region + "-" + usdPerHour, GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd(usdPerHour))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .region(region)
                .build());
        return this;
    }

    /** Every machine that runs reports that it works, unless it is the replacement and does not report. */
    FailingFleet runs(Duration length) {
        for (Duration left = length; !left.isNegative() && !left.isZero(); left = left.minus(STEP)) {
            for (SimulatedMachine machine : cloud.machines()) {
                boolean reports = machine.id().equals(OLD) || successorReports;
                if (reports
                        && machine.state() == MachineState.RUNNING
                        && monitor.machine(machine.id()).isPresent()) {
                    monitor.accept(Heartbeat.builder(machine.id())
                            .gpuTotals(GpuTotals.ofUtilization(90))
                            .build());
                }
            }
            time.advance(left.compareTo(STEP) < 0 ? left : STEP);
        }
        return this;
    }

    /** Its provider takes it away. */
    FailingFleet outbid() {
        cloud.machine(OLD).preempt("outbid");
        return this;
    }

    MachineCondition old() {
        return monitor.machine(OLD).orElseThrow().condition();
    }

    Optional<MachineId> replacedBy() {
        return old().brokenDown().flatMap(broken -> Optional.ofNullable(broken.replacedBy()));
    }

    /** Whatever was ever rented for it. */
    List<SimulatedMachine> successors() {
        return cloud.machines().stream()
                .filter(machine -> !machine.id().equals(OLD))
                .toList();
    }

    List<Reason.Code> told() {
        return notifications.stream().map(told -> told.reason().code()).toList();
    }

    @Override
    public void close() {
        monitor.close();
    }
}
