package com.dumontcloud.samples.quickstart.drive;

import com.dumontcloud.samples.quickstart.score.Parking;
import com.dumontcloud.samples.quickstart.score.ReplayScore;
import com.dumontcloud.samples.quickstart.usage.Interval;
import com.dumontcloud.samples.quickstart.usage.MachineUsage;
import com.dumontcloud.samples.quickstart.usage.UsageTrace;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.StateChange;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plays a {@link UsageTrace} to a {@link FleetMonitor}: rents each machine when its time comes, boots its software whenever it
 * comes up, wakes it when somebody needs it, gives it back at the end, and remembers when it was parked.
 *
 * <p>The monitor is told nothing of the trace; it hears the software and reads the cloud. How the software reports is the
 * {@link SoftwareImage}'s matter, so that a live run over HTTP and a replay in process share everything else. Lives on the
 * thread that advances the time; not thread-safe.
 */
public final class TraceDriver {

    /** How long a person waits before looking again whether the machine is up. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private final UsageTrace usage;
    private final TimeSource time;
    private final SimulatedCloud cloud;
    private final FleetMonitor monitor;
    private final SoftwareImage image;
    private final PeopleListener people;
    private final TraceClock clock;
    private final Map<MachineId, Software> running = new HashMap<>();
    private final Set<MachineId> returned = new HashSet<>();
    private final List<Parking> parkings = new ArrayList<>();
    private boolean stopped;

    /**
     * Creates a driver; nothing happens before {@link #start()}.
     *
     * @param time what the cloud and the monitor live by too
     * @param clock tells how far the trace is, by the same time
     */
    public TraceDriver(
            UsageTrace usage,
            TimeSource time,
            TraceClock clock,
            SimulatedCloud cloud,
            FleetMonitor monitor,
            SoftwareImage image,
            PeopleListener people) {
        this.usage = usage;
        this.time = time;
        this.cloud = cloud;
        this.monitor = monitor;
        this.image = image;
        this.people = people;
        this.clock = clock;
    }

    /** Begins: from here on the time source does everything. */
    public void start() {
        cloud.addListener(this::stateChanged);
        for (MachineUsage machine : usage.machines()) {
            at(machine.rentedMillis(), () -> rent(machine));
        }
    }

    /** Rents a machine that is in no trace, such as one whose use nobody knows beforehand. */
    public void rent(Machine machine) {
        cloud.rent(machine);
        monitor.poll();
    }

    /** Returns what of the trace was parked so far, oldest first. */
    public List<Parking> parkings() {
        return List.copyOf(parkings);
    }

    /** Returns how many machines are on. */
    public int machinesOn() {
        return running.size();
    }

    /** Cuts the power of all machines and lets nothing more happen. Idempotent. */
    public void stop() {
        stopped = true;
        running.values().forEach(Software::powerOff);
        running.clear();
    }

    private void rent(MachineUsage machine) {
        rent(Machine.builder(machine.id(), cloud.name(), MachineState.RUNNING)
                .gpu(GpuSpec.of("RTX 4090", machine.gpus()))
                .runningRate(rate(ReplayScore.RUNNING_USD_PER_HOUR, machine.gpus()))
                .parkedRate(rate(ReplayScore.PARKED_USD_PER_HOUR, machine.gpus()))
                .labels(Map.of(MachineProvider.LEASE_LABEL, "quickstart"))
                .build());
        cloud.machine(machine.id()).witness(Witness.IDLE);
        // A moment later, so that what is rented until the end of a run is still there when people look at the end.
        at(machine.returnedMillis() + 1, () -> giveBack(machine.id()));
        nextUse(machine, 0);
    }

    private static HourlyRate rate(String usdPerGpu, int gpus) {
        return new HourlyRate(new BigDecimal(usdPerGpu).multiply(BigDecimal.valueOf(gpus)));
    }

    private void nextUse(MachineUsage machine, int number) {
        if (number < machine.busy().size()) {
            Interval use = machine.busy().get(number);
            at(use.startMillis(), () -> {
                cloud.machine(machine.id()).witness(Witness.BUSY);
                need(machine.id(), use, true);
                nextUse(machine, number + 1);
            });
            at(use.endMillis(), () -> cloud.machine(machine.id()).witness(Witness.IDLE));
        }
    }

    /** Sees to it that a machine somebody needs is on, or soon will be. */
    private void need(MachineId id, Interval use, boolean justCame) {
        MachineState state = cloud.machine(id).state();
        if (state == MachineState.RUNNING || clock.millis() >= use.endMillis() || returned.contains(id)) {
            return;
        }
        if (justCame) {
            people.acted(id, "somebody needs it and wakes it");
        }
        if (state != MachineState.STARTING && !isBeingWoken(id)) {
            wake(id);
        }
        time.schedule(LOOK_AGAIN, () -> need(id, use, false));
    }

    private boolean isBeingWoken(MachineId id) {
        return monitor.machine(id)
                .flatMap(report -> report.condition().operation())
                .filter(open -> open.kind() == Operation.Kind.WAKE)
                .isPresent();
    }

    /** Whoever loses a machine in the middle of their work wants it back. */
    private void parked(MachineUsage machine) {
        parkings.add(new Parking(machine.id(), clock.minutes()));
        machine.busyAt(clock.millis()).ifPresent(use -> need(machine.id(), use, true));
    }

    /** A machine on its way down has to get there first; the person tries again. */
    private void wake(MachineId id) {
        try {
            monitor.command(id, Operation.Kind.WAKE);
        } catch (DumontException notNow) {
            if (notNow.kind() != DumontException.Kind.CONFLICT) {
                throw notNow;
            }
        }
    }

    private void giveBack(MachineId id) {
        returned.add(id);
        cloud.destroy(id);
    }

    private void stateChanged(StateChange change) {
        MachineId id = change.machine();
        if (change.to() == MachineState.STOPPING && !returned.contains(id)) {
            usage.find(id).ifPresent(this::parked);
        }
        Software before = running.remove(id);
        if (before != null) {
            before.powerOff();
        }
        if (change.to() == MachineState.RUNNING && !stopped) {
            running.put(id, image.boot(id, change.boot()));
        }
    }

    private void at(long millis, Runnable task) {
        time.schedule(clock.until(millis), () -> {
            if (!stopped) {
                task.run();
            }
        });
    }
}
