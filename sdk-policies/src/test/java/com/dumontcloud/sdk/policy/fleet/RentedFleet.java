package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Machines of a simulated cloud under a monitor, minute by minute of virtual time. Heartbeats come by the preset's interval. */
final class RentedFleet implements AutoCloseable {

    static final MachineId GPU = MachineId.of("gpu-1");
    static final HourlyRate RUNNING = HourlyRate.ofUsd("0.40");
    static final HourlyRate PARKED = HourlyRate.ofUsd("0.01");

    final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T20:00:00Z"));
    final SimulatedCloud cloud = SimulatedCloud.create(time);
    final MemoryFleetStore store = new MemoryFleetStore();
    final List<Notification> notifications = new ArrayList<>();
    final Preset preset;
    boolean notifierWorks = true;
    FleetMonitor monitor;

    RentedFleet(Preset preset) {
        this.preset = preset;
        this.monitor = newMonitor();
        monitor.start();
        time.runDue();
    }

    /** Returns another monitor over the same store, which takes the fleet over. */
    FleetMonitor newMonitor(FleetListener... listeners) {
        FleetMonitor.Builder builder = FleetMonitor.builder(LifecyclePolicyEngine.of(preset.settings()), store)
                .provider(cloud)
                .time(time)
                .notifier(this::notify);
        for (FleetListener listener : listeners) {
            builder.listener(listener);
        }
        return builder.build();
    }

    /** Rents a machine and claims it. */
    SimulatedMachine rent(MachineId id) {
        SimulatedMachine machine = cloud.rent(id.value(), RUNNING, PARKED);
        monitor.poll();
        monitor.issueToken(id);
        return machine;
    }

    HeartbeatReply beat(MachineId id, double gpuPercent) {
        return monitor.accept(Heartbeat.builder(id)
                .gpuTotals(GpuTotals.ofUtilization(gpuPercent))
                .build());
    }

    /** Lets a machine report for a while, the first time now and the last time when the while is over. */
    HeartbeatReply report(MachineId id, double gpuPercent, Duration length) {
        Duration interval = preset.settings().interval();
        HeartbeatReply reply = beat(id, gpuPercent);
        for (Duration left = length; left.compareTo(interval) >= 0; left = left.minus(interval)) {
            time.advance(interval);
            reply = beat(id, gpuPercent);
        }
        return reply;
    }

    /** Lets a machine report idle until the engine has parked it. */
    void park(MachineId id) {
        for (int minute = 0; minute < 90 && state(id) == MachineState.RUNNING; minute++) {
            beat(id, 0);
            time.advance(preset.settings().interval());
        }
        time.advance(Duration.ofMinutes(1));
    }

    MachineCondition condition(MachineId id) {
        return report(id).condition();
    }

    MachineReport report(MachineId id) {
        return monitor.machine(id).orElseThrow();
    }

    MachineState state(MachineId id) {
        return cloud.machine(id).state();
    }

    @Override
    public void close() {
        monitor.close();
    }

    private void notify(Notification notification) {
        if (!notifierWorks) {
            throw new DumontException(Kind.NETWORK, "the notifier is out of order");
        }
        notifications.add(notification);
    }
}
