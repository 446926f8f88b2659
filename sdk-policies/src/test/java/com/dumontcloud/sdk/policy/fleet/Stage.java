package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A fleet whose machines report every 30 s what is true of them, whatever becomes of that on its way. */
final class Stage implements AutoCloseable {

    private static final Duration STEP = Duration.ofSeconds(30);

    final RentedFleet fleet = new RentedFleet(Preset.BALANCED);
    final PausedTime processTime = new PausedTime(fleet.time);
    private final Map<MachineId, Truth> truths = new LinkedHashMap<>();
    private final Map<MachineId, Long> unusedSince = new LinkedHashMap<>();
    private final Set<MachineId> destroyed = new HashSet<>();
    private final Set<FleetMode> modesSeen = EnumSet.noneOf(FleetMode.class);
    private final List<MachineId> wrongful = new ArrayList<>();
    private Predicate<MachineId> arrives = id -> true;

    /** What a machine is really doing. */
    enum Truth {
        FORGOTTEN,
        USEFUL,
        /** Its host is gone, and its provider knows. */
        DEAD
    }

    Stage(int forgotten, int useful, int dead) {
        fleet.monitor.close();
        fleet.monitor = fleet.newMonitor(processTime);
        fleet.monitor.start();
        rent(forgotten, Truth.FORGOTTEN);
        rent(useful, Truth.USEFUL);
        rent(dead, Truth.DEAD);
        for (MachineId id : truths.keySet()) {
            beat(id);
        }
    }

    private void rent(int machines, Truth truth) {
        for (int i = 0; i < machines; i++) {
            MachineId id = MachineId.of(truth.name().toLowerCase(java.util.Locale.ROOT) + "-" + i);
            fleet.rent(id).witness(truth == Truth.DEAD ? Witness.DEAD : Witness.UNKNOWN);
            truths.put(id, truth);
        }
    }

    List<MachineId> ids(Truth truth) {
        return truths.keySet().stream().filter(id -> truths.get(id) == truth).toList();
    }

    /** Lets heartbeats arrive only of those. */
    Stage arriving(Predicate<MachineId> which) {
        arrives = which;
        return this;
    }

    Stage becomes(MachineId id, Truth truth) {
        truths.put(id, truth);
        return this;
    }

    Stage run(Duration length) {
        for (long steps = length.dividedBy(STEP); steps > 0; steps--) {
            step();
        }
        return this;
    }

    /** Returns how long it took until no mode was in force any more; at most this long. */
    Duration untilFree(Duration atMost) {
        Duration taken = Duration.ZERO;
        while (!modes().isEmpty() && taken.compareTo(atMost) < 0) {
            step();
            taken = taken.plus(STEP);
        }
        return taken;
    }

    Stage engineDies() {
        fleet.monitor.close();
        return this;
    }

    Stage engineReturns() {
        fleet.monitor = fleet.newMonitor(processTime);
        fleet.monitor.start();
        return this;
    }

    /** Its process stands still, and whatever is sent to it is lost. */
    Stage enginePauses(Duration length) {
        processTime.pause(length);
        return this;
    }

    void destroy(List<MachineId> ids) {
        ids.forEach(fleet.cloud::destroy);
        destroyed.addAll(ids);
    }

    Set<FleetMode> modesSeen() {
        return modesSeen;
    }

    /** Machines that were parked in the middle of their use. */
    List<MachineId> wrongful() {
        return wrongful;
    }

    List<MachineId> parked() {
        return left().stream()
                .filter(id -> fleet.state(id) == MachineState.STOPPED)
                .toList();
    }

    List<MachineId> left() {
        return truths.keySet().stream().filter(id -> !destroyed.contains(id)).toList();
    }

    int mostStopsOfOne() {
        return truths.keySet().stream()
                .mapToInt(id -> fleet.cloud.calls().count(Operation.STOP, id))
                .max()
                .orElse(0);
    }

    private void step() {
        for (MachineId id : left()) {
            beat(id);
            if (truths.get(id) == Truth.USEFUL && fleet.state(id) != MachineState.RUNNING) {
                wrongful.add(id);
            }
        }
        fleet.time.advance(STEP);
        modesSeen.addAll(modes());
    }

    private Set<FleetMode> modes() {
        Set<FleetMode> modes = EnumSet.noneOf(FleetMode.class);
        if (fleet.monitor.isActive()) {
            fleet.monitor.modes().forEach(report -> modes.add(report.mode()));
        }
        return modes;
    }

    private void beat(MachineId id) {
        boolean used = truths.get(id) == Truth.USEFUL;
        long now = fleet.time.mono();
        if (used) {
            unusedSince.put(id, now);
        }
        boolean dead = truths.get(id) == Truth.DEAD && unusedSince.containsKey(id);
        long idle = now - unusedSince.computeIfAbsent(id, any -> now);
        if (!dead && fleet.monitor.isActive() && fleet.state(id) == MachineState.RUNNING && arrives.test(id)) {
            fleet.monitor.accept(Heartbeat.builder(id)
                    .bootId("boot")
                    .idleSeconds(idle / 1e9)
                    .gpuTotals(GpuTotals.ofUtilization(used ? 90 : 0))
                    .build());
        }
    }

    @Override
    public void close() {
        fleet.close();
    }
}
