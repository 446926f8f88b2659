package com.dumontcloud.samples.controlplane.simulation;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.simulation.StateChange;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A market and a few machines in memory, and the agents that report from them. Nobody pays for any of it.
 *
 * <p>Since nothing of it is kept, it begins with what the engine remembers: machines that it knows are there again, in the state in
 * which it last saw them. Those that run go on in the same boot, in which only their agents are started anew. Thread-safe.
 */
public final class SimulatedFleet implements AutoCloseable {

    private static final List<Kind> KINDS = List.of(
            new Kind("RTX 4090", 1, 24_564, "0.40"),
            new Kind("RTX 3090", 1, 24_576, "0.22"),
            new Kind("A100 SXM4", 1, 81_920, "1.10"),
            new Kind("H100 SXM", 1, 81_559, "2.10"),
            new Kind("A100 SXM4", 2, 81_920, "2.20"));

    private static final int DISK_GB = 100;
    private static final List<String> REGIONS = List.of("US", "EU", "ASIA");
    private static final BigDecimal PARKED_SHARE = new BigDecimal("0.05");
    private static final BigDecimal SPOT_SHARE = new BigDecimal("0.45");

    private final TimeSource time;
    private final SimulatedCloud cloud;
    private final Map<MachineId, SimulatedAgent> agents = new HashMap<>();
    private final Map<MachineId, SimulatedAgent.Boot> boots = new HashMap<>();
    private @Nullable FleetMonitor monitor;
    private @Nullable URI server;
    private boolean closed;

    /**
     * Creates a market without machines that lives by this time, as its agents will.
     *
     * @param ssh where every machine is said to be logged in to, since none has an address of its own; absent for nowhere
     */
    public SimulatedFleet(TimeSource time, @Nullable SshAddress ssh) {
        this.time = time;
        SimulatedCloud.Builder builder = SimulatedCloud.builder(time);
        if (ssh != null) {
            builder.ssh(ssh);
        }
        this.cloud = builder.build();
        int number = 0;
        for (Kind kind : KINDS) {
            for (String region : REGIONS) {
                cloud.putOnOffer(kind.offer(++number, region, false));
                cloud.putOnOffer(kind.offer(++number, region, true));
            }
        }
    }

    /** Returns who rents the machines out. */
    public SimulatedCloud cloud() {
        return cloud;
    }

    /** Rents what the engine remembers, or a few machines of different use where it knows none. */
    public void populate(List<MachineReport> known) {
        if (known.isEmpty()) {
            rent("trainer", KINDS.get(3), "US", Load.TRAINING);
            rent("notebook", KINDS.get(0), "EU", Load.NOTEBOOK);
            rent("batch", KINDS.get(4), "US", Load.BATCH);
            rent("forgotten", KINDS.get(0), "ASIA", Load.NONE);
            rent("crashed", KINDS.get(1), "EU", Load.CRASHING);
        } else {
            known.stream()
                    .filter(report ->
                            cloud.name().equals(report.condition().profile().provider()))
                    .forEach(this::remember);
        }
    }

    private void remember(MachineReport report) {
        MachineCondition condition = report.condition();
        if (condition.power() == MachineState.DELETED) {
            cloud.retireId(condition.id());
            return;
        }
        cloud.rent(remembered(report));
        Duration uptime = Objects.requireNonNullElse(report.runningFor(), Duration.ZERO);
        condition
                .newestEvidence()
                .flatMap(evidence -> Optional.ofNullable(evidence.bootId()))
                .ifPresent(boot -> boots.put(condition.id(), new SimulatedAgent.Boot(boot, uptime)));
    }

    /** Lets an agent report from every machine that runs, from now on. */
    public void startAgents(FleetMonitor monitor, URI server) {
        synchronized (agents) {
            this.monitor = monitor;
            this.server = server;
        }
        cloud.addListener(this::stateChanged);
        cloud.machines().stream()
                .filter(machine -> machine.state() == MachineState.RUNNING)
                .forEach(machine -> start(machine, boots.getOrDefault(machine.id(), SimulatedAgent.Boot.fresh())));
    }

    /** Cuts the power of every machine. Idempotent. */
    @Override
    public void close() {
        synchronized (agents) {
            closed = true;
            agents.values().forEach(SimulatedAgent::close);
            agents.clear();
        }
    }

    private void stateChanged(StateChange change) {
        synchronized (agents) {
            SimulatedAgent before = agents.remove(change.machine());
            if (before != null) {
                before.close();
            }
        }
        if (change.to() == MachineState.RUNNING) {
            start(cloud.machine(change.machine()), SimulatedAgent.Boot.fresh());
        }
    }

    private void start(SimulatedMachine machine, SimulatedAgent.Boot boot) {
        synchronized (agents) {
            if (!closed && monitor != null && server != null && !agents.containsKey(machine.id())) {
                String token = tokenOf(monitor, machine.id());
                agents.put(machine.id(), SimulatedAgent.start(machine, boot, time, server, token));
            }
        }
    }

    /** The machine may be newer than the last list that the monitor read. */
    private static String tokenOf(FleetMonitor monitor, MachineId id) {
        try {
            return monitor.issueToken(id);
        } catch (DumontException unknown) {
            if (unknown.kind() != DumontException.Kind.NOT_FOUND) {
                throw unknown;
            }
            monitor.poll();
            return monitor.issueToken(id);
        }
    }

    private void rent(String name, Kind kind, String region, Load load) {
        cloud.rent(Machine.builder(MachineId.of(name + "-1"), cloud.name(), MachineState.RUNNING)
                .name(name)
                .gpu(kind.gpu())
                .region(region)
                .image("pytorch")
                .diskGb(DISK_GB)
                .interruptible(false)
                .runningRate(kind.running())
                .parkedRate(kind.parked())
                .labels(Map.of(Load.LABEL, load.label()))
                .build());
    }

    private Machine remembered(MachineReport report) {
        MachineProfile profile = report.condition().profile();
        MachineState state = switch (report.condition().power()) {
            case STOPPING, STOPPED -> MachineState.STOPPED;
            case STARTING -> MachineState.STARTING;
            default -> MachineState.RUNNING;
        };
        Machine.Builder machine = Machine.builder(profile.id(), cloud.name(), state)
                .name(profile.name())
                .labels(profile.labels())
                .image(profile.setup().image())
                .diskGb(profile.setup().diskGb())
                .interruptible(profile.setup().interruptible());
        if (profile.region() != null) {
            machine.region(profile.region());
        }
        if (profile.gpu() != null) {
            machine.gpu(profile.gpu());
        }
        if (profile.runningRate() != null) {
            machine.runningRate(profile.runningRate());
        }
        if (profile.parkedRate() != null) {
            machine.parkedRate(profile.parkedRate());
        }
        return machine.build();
    }

    /** One kind of machine on the market. */
    private record Kind(String name, int count, long memoryMib, String usdPerHour) {

        GpuSpec gpu() {
            return new GpuSpec(name, count, memoryMib);
        }

        HourlyRate running() {
            return HourlyRate.ofUsd(usdPerHour);
        }

        HourlyRate parked() {
            return new HourlyRate(new BigDecimal(usdPerHour).multiply(PARKED_SHARE));
        }

        Offer offer(int number, String region, boolean spot) {
            HourlyRate rate = spot ? new HourlyRate(running().usdPerHour().multiply(SPOT_SHARE)) : running();
            return Offer.builder("offer-" + number, gpu(), rate)
                    .interruptible(spot)
                    .parkedRate(parked())
                    .region(region)
                    .host("host-" + number)
                    .build();
        }
    }
}
