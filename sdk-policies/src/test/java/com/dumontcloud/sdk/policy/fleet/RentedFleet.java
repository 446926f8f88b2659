package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.simulation.SimulatedSnapshots;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
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
    final SimulatedCloud cloud;
    final SimulatedSnapshots snapshots;
    final FleetStore store = new StoreThatCanFail(() -> this.storeFails);
    final List<Notification> notifications = new ArrayList<>();
    final Preset preset;
    private final boolean takesSnapshots;
    LifecyclePolicyEngine engine;
    boolean notifierWorks = true;
    boolean storeFails;
    FleetMonitor monitor;

    RentedFleet(Preset preset) {
        this(preset, true, false);
    }

    private RentedFleet(Preset preset, boolean keepsDisk, boolean takesSnapshots) {
        this.preset = preset;
        this.takesSnapshots = takesSnapshots;
        this.cloud = SimulatedCloud.builder(time)
                .capabilities(
                        ProviderCapabilities.builder().keepsDisk(keepsDisk).build())
                .build();
        this.snapshots = SimulatedSnapshots.of(cloud);
        this.engine = LifecyclePolicyEngine.of(preset.settings());
        this.monitor = newMonitor();
        monitor.start();
        time.runDue();
    }

    /** Machines that lose their disks when they are stopped, and a store of snapshots. */
    static RentedFleet keepingNoDisk() {
        return new RentedFleet(Preset.REACTIVE, false, true);
    }

    /** Machines that keep their disks, and a store of snapshots. */
    static RentedFleet takingSnapshots(Preset preset) {
        return new RentedFleet(preset, true, true);
    }

    /** Returns another monitor over the same store, which takes the fleet over. */
    FleetMonitor newMonitor(FleetListener... listeners) {
        return newMonitor(time, listeners);
    }

    /** Returns another monitor that changes nothing. */
    FleetMonitor newShadow() {
        return builder(time).shadow().build();
    }

    /** Returns another monitor that changes nothing for so long. */
    FleetMonitor newShadow(Duration length) {
        return builder(time).shadow(length).build();
    }

    /** Returns another monitor that lives by a time of its own. */
    FleetMonitor newMonitor(TimeSource ownTime, FleetListener... listeners) {
        FleetMonitor.Builder builder = builder(ownTime);
        for (FleetListener listener : listeners) {
            builder.listener(listener);
        }
        return builder.build();
    }

    private FleetMonitor.Builder builder(TimeSource ownTime) {
        FleetMonitor.Builder builder = FleetMonitor.builder(engine, store)
                .provider(cloud)
                .time(ownTime)
                .notifier(this::notify);
        return takesSnapshots ? builder.snapshots(snapshots) : builder;
    }

    /** Rents a machine and claims it. */
    SimulatedMachine rent(MachineId id) {
        return rent(id, "0.40");
    }

    SimulatedMachine rent(MachineId id, String usdPerHour) {
        SimulatedMachine machine = cloud.rent(id.value(), HourlyRate.ofUsd(usdPerHour), PARKED);
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

    /** The same, for as long as the machine is there and on. */
    void reportWhileThere(MachineId id, double gpuPercent, Duration length) {
        Duration interval = preset.settings().interval();
        for (Duration left = length; left.compareTo(interval) >= 0; left = left.minus(interval)) {
            if (state(id) == MachineState.RUNNING) {
                beat(id, gpuPercent);
            }
            time.advance(interval);
        }
    }

    /** What people were told, in short. */
    List<Reason.Code> codes() {
        return notifications.stream()
                .map(notification -> notification.reason().code())
                .toList();
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
