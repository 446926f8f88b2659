package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Programs that lease machines of one simulated account, each with a monitor and a store of its own. */
final class LeasingFleet implements AutoCloseable {

    static final Duration TTL = Duration.ofMinutes(15);
    static final BigDecimal BUDGET = new BigDecimal("1.00");

    final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T20:00:00Z"));
    final SimulatedCloud cloud;
    final List<Notification> notifications = new ArrayList<>();
    private final List<FleetMonitor> monitors = new ArrayList<>();
    boolean storeFails;

    LeasingFleet() {
        this(0);
    }

    LeasingFleet(long seed) {
        cloud = SimulatedCloud.builder(time).seed(seed).build();
    }

    /** A minute of any of them costs a cent, and ten of the dear one a dollar cent more. */
    LeasingFleet offers(int machines) {
        for (int i = 0; i < machines; i++) {
            cloud.putOnOffer(offer("offer-" + i, "0.60"));
        }
        return this;
    }

    static Offer offer(String id, String usdPerHour) {
        return Offer.builder(id, GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd(usdPerHour))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .build();
    }

    /** Starts another program, which knows nothing but the account. */
    FleetMonitor program() {
        return program(new StoreThatCanFail(() -> storeFails));
    }

    FleetMonitor program(FleetStore store) {
        FleetMonitor monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), store)
                .provider(cloud)
                .time(time)
                .notifier(notifications::add)
                .build();
        monitors.add(monitor);
        monitor.start();
        time.runDue();
        return monitor;
    }

    static FleetStore emptyStore() {
        return new MemoryFleetStore();
    }

    static LeaseSpec scratch() {
        return LeaseSpec.builder(query()).owner("train").scratch().build();
    }

    static LeaseSpec kept() {
        return LeaseSpec.builder(query()).owner("train").build();
    }

    static OfferQuery query() {
        return OfferQuery.builder().gpuName("RTX 4090").build();
    }

    static Lease lease(FleetMonitor program, LeaseSpec spec) {
        return program.lease(spec, TTL, BUDGET);
    }

    static CompletableFuture<Lease> leaseLater(FleetMonitor program, LeaseSpec spec) {
        return program.leaseLater(spec, TTL, BUDGET);
    }

    SimulatedMachine machine(Lease lease) {
        return cloud.machine(lease.machine());
    }

    OwnerLease label(MachineId id) {
        return OwnerLease.parse(cloud.machine(id).shown().labels().get(MachineProvider.LEASE_LABEL))
                .orElseThrow();
    }

    /** Returns what costs as much as a running machine. */
    List<MachineId> running() {
        return cloud.machines().stream()
                .filter(machine -> machine.state() != MachineState.DELETED && machine.state() != MachineState.STOPPED)
                .map(SimulatedMachine::id)
                .toList();
    }

    /** Returns what is there at all, and so costs something. */
    List<MachineId> left() {
        return cloud.machines().stream()
                .filter(machine -> machine.state() != MachineState.DELETED)
                .map(SimulatedMachine::id)
                .toList();
    }

    List<Reason.Code> told() {
        return notifications.stream()
                .map(notification -> notification.reason().code())
                .toList();
    }

    @Override
    public void close() {
        monitors.forEach(FleetMonitor::close);
    }
}
