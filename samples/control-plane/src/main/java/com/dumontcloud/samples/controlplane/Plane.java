package com.dumontcloud.samples.controlplane;

import com.dumontcloud.samples.controlplane.server.Address;
import com.dumontcloud.samples.controlplane.server.Page;
import com.dumontcloud.samples.controlplane.server.PlaneServer;
import com.dumontcloud.samples.controlplane.simulation.ScaledTime;
import com.dumontcloud.samples.controlplane.simulation.SimulatedFleet;
import com.dumontcloud.samples.controlplane.terminal.KeyAuthorizer;
import com.dumontcloud.samples.controlplane.terminal.Networks;
import com.dumontcloud.samples.controlplane.terminal.SshShells;
import com.dumontcloud.samples.controlplane.terminal.TerminalKey;
import com.dumontcloud.samples.controlplane.terminal.TerminalOptions;
import com.dumontcloud.samples.controlplane.terminal.Terminals;
import com.dumontcloud.sdk.core.advisor.WorkloadReader;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.endpoint.ListenerCheck;
import com.dumontcloud.sdk.policy.endpoint.MachinesEndpoint;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.vast.VastContractWatch;
import com.dumontcloud.sdk.vast.VastOptions;
import com.dumontcloud.sdk.vast.VastProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A control plane that runs: a store, a provider, a monitor over both, and the server before them. Thread-safe. */
final class Plane implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Plane.class);

    private static final String TIME = "dumont-fleet";
    private static final String STEADY_TIME = "dumont-fleet-tick";
    private static final int THREADS = 8;
    private static final int AGENT_THREADS = 4;
    private static final int STEADY_THREADS = 2;

    private static final Duration LOW_CREDIT = Duration.ofHours(24);
    private static final Duration BETWEEN_SPOT_LOOKS = Duration.ofMinutes(1);

    /** As long before the end, when a stopped machine can still start, as Vast leaves it there after it. */
    private static final Duration BEFORE_CONTRACTS_END = VastContractWatch.DELETED_AFTER;

    private static final Duration BETWEEN_CONTRACT_LOOKS = Duration.ofMinutes(10);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ProviderMark provider;
    private final UserToken userToken;
    private final Optional<String> metricsToken;
    private final WorkloadReader reader;
    private final URI uri;
    private @Nullable SimulatedCloud simulated;

    private Plane(Settings settings, Map<String, String> environment) {
        try {
            Path data = prepared(settings.data());
            this.provider = ProviderMark.of(data, settings.provider());
            this.userToken = UserToken.of(environment, data);
            this.metricsToken = MetricsToken.of(settings, environment, userToken);
            this.reader = reader(environment);
            ListenerCheck listener = opened(new ListenerCheck());
            FleetStore store = opened(settings.store().open(data, environment));
            FleetMonitor.Builder builder = FleetMonitor.builder(
                            LifecyclePolicyEngine.of(settings.preset().settings()), store)
                    .accepting(listener);
            if (settings.shadow() != null) {
                builder.shadow(settings.shadow());
            }
            this.uri = settings.provider() == ProviderChoice.SIMULATED
                    ? simulated(settings, builder, data)
                    : vast(settings, builder, environment);
            listener.watch(new InetSocketAddress(uri.getHost(), uri.getPort()));
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /**
     * Starts one. What it serves is ready when this returns.
     *
     * @param environment where the tokens come from, and the way to the provider
     * @throws IllegalArgumentException if its data are of another provider, or what the environment names cannot be used
     * @throws IllegalStateException if its data are in use or damaged, or the port is taken; the message says what to do
     */
    static Plane start(Settings settings, Map<String, String> environment) {
        return new Plane(settings, environment);
    }

    /** Returns where it serves. */
    URI uri() {
        return uri;
    }

    /** Returns the token with which people may call everything. */
    UserToken userToken() {
        return userToken;
    }

    /** Returns the provider behind it, for whoever lets something go wrong there; empty where it is a real one. */
    Optional<SimulatedCloud> simulatedCloud() {
        return Optional.ofNullable(simulated);
    }

    /** Answers what is under way, writes down what is to last, and leaves the machines as they are. Idempotent. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception failure) {
                log.warn("Not everything could be closed in order", failure);
            }
        }
    }

    /** Times are closed before the store, to which their threads write. */
    private URI simulated(Settings settings, FleetMonitor.Builder builder, Path data) {
        ScaledTime time = opened(EngineTime.resume(data, settings.timeScale(), TIME, THREADS));
        builder.time(time).steadyTime(opened(time.withThreads(STEADY_TIME, STEADY_THREADS)));
        SimulatedFleet fleet = opened(new SimulatedFleet(
                opened(time.withThreads("dumont-simulated-machines", AGENT_THREADS)), settings.simulatedSsh()));
        simulated = fleet.cloud();
        provider.keep();
        FleetMonitor monitor = opened(builder.provider(fleet.cloud()).build());
        fleet.populate(monitor.machines());
        monitor.start();
        monitor.poll(); // So that whoever asks first sees the machines.
        Networks networks = settings.simulatedSsh() == null
                ? Networks.NONE
                : Networks.of(settings.simulatedSsh().host());
        URI served = serve(settings, monitor, KeyAuthorizer.NONE, networks);
        if (settings.simulatedAgents()) {
            fleet.startAgents(monitor, served);
        }
        return served;
    }

    private URI vast(Settings settings, FleetMonitor.Builder builder, Map<String, String> environment) {
        builder.time(opened(SystemTime.create(TIME, THREADS)))
                .steadyTime(opened(SystemTime.create(STEADY_TIME, STEADY_THREADS)));
        VastProvider vast = opened(VastProvider.create(VastOptions.fromEnvironment(environment)));
        if (settings.publicUrl() != null) {
            builder.agents(new VastAgents(settings.publicUrl()));
        }
        provider.keep();
        FleetMonitor monitor =
                opened(builder.provider(vast).lowCredit(LOW_CREDIT).build());
        URI served = serve(settings, monitor, new VastTerminalKeys(vast.client().keys()), Networks.NONE);
        // It looks at once: by now somebody can be told of what it sees.
        opened(vast.watchSpot(new SpotAlerts(monitor), null).start(BETWEEN_SPOT_LOOKS));
        opened(vast.watchContracts(new ContractAlerts(monitor), BEFORE_CONTRACTS_END)
                .start(BETWEEN_CONTRACT_LOOKS));
        return served;
    }

    private URI serve(Settings settings, FleetMonitor monitor, KeyAuthorizer authorizer, Networks networks) {
        monitor.start();
        SystemTime clients = opened(SystemTime.create("dumont-clients", 1));
        TerminalKey key = TerminalKey.of(settings.data());
        TerminalOptions options = settings.terminals().with(networks);
        SshShells shells = opened(SshShells.start(settings.data(), key, authorizer, options.networks()));
        forgetHostKeysOfTheDeleted(monitor, shells);
        MachinesEndpoint.Builder endpoint = MachinesEndpoint.builder(monitor)
                .userToken(userToken.value())
                .workloadReader(reader)
                .clientTime(clients)
                .terminals(key.publicLine());
        if (settings.address().keys() != null) {
            endpoint.behindTls();
        }
        if (settings.timeScale() > 1) {
            endpoint.scaledTime();
        }
        metricsToken.ifPresent(endpoint::metricsToken);
        PackagedAgent.read().ifPresent(endpoint::agent);
        return opened(PlaneServer.start(
                        endpoint.build(),
                        Page.load(settings.timeScale()),
                        settings.address(),
                        Terminals.on(shells, options.idleTimeout(), clients)))
                .uri();
    }

    /** Of the machines that are gone by now, too: a process before this one may have ended before it could. */
    private static void forgetHostKeysOfTheDeleted(FleetMonitor monitor, SshShells shells) {
        monitor.listen((before, event, decision, now) -> forgetIfDeleted(decision.next(), shells));
        monitor.conditions().forEach(machine -> forgetIfDeleted(machine, shells));
    }

    private static void forgetIfDeleted(MachineCondition machine, SshShells shells) {
        if (machine.power() == MachineState.DELETED) {
            try {
                shells.forget(machine.id());
            } catch (UncheckedIOException failure) {
                log.warn("The host key of {}, which is gone, is kept until the next start", machine.id(), failure);
            }
        }
    }

    private WorkloadReader reader(Map<String, String> environment) {
        WorkloadReader found = DescriptionReader.of(environment);
        if (found instanceof AutoCloseable closeable) {
            opened(closeable);
        }
        return found;
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private static Path prepared(Path data) {
        try {
            if (!Files.isDirectory(data)) {
                Files.createDirectories(data);
                if (data.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
                }
            }
            return data.toAbsolutePath();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot use " + data + " for data: " + failure, failure);
        }
    }

    /**
     * How one is to run.
     *
     * @param address where to listen
     * @param data the directory of everything that lasts; made where it is missing
     * @param store where the fleet's state is kept
     * @param provider who rents the machines out
     * @param preset how eager the engine is
     * @param timeScale how many seconds of the engine pass in a real one; 1 unless the provider is simulated
     * @param simulatedAgents whether simulated machines report
     * @param shadow for how long from the first start nothing is carried out but people's own commands; absent for not at all
     * @param terminals what terminals in the browser may do
     * @param simulatedSsh where every simulated machine says to log in; absent for nowhere
     * @param metricsTokenFile what holds the token for {@code /metrics}; absent for the environment's, if it has one
     * @param publicUrl where rented machines reach this server, so that an agent comes to them; absent where they do not
     */
    record Settings(
            Address address,
            Path data,
            StoreChoice store,
            ProviderChoice provider,
            Preset preset,
            int timeScale,
            boolean simulatedAgents,
            @Nullable Duration shadow,
            TerminalOptions terminals,
            @Nullable SshAddress simulatedSsh,
            @Nullable Path metricsTokenFile,
            @Nullable URI publicUrl) {

        /** One whose terminals are the usual ones, and whose simulated machines have none. */
        Settings(
                Address address,
                Path data,
                ProviderChoice provider,
                Preset preset,
                int timeScale,
                boolean simulatedAgents,
                @Nullable Duration shadow,
                @Nullable Path metricsTokenFile) {
            this(
                    address,
                    data,
                    StoreChoice.SQLITE,
                    provider,
                    preset,
                    timeScale,
                    simulatedAgents,
                    shadow,
                    TerminalOptions.DEFAULT,
                    null,
                    metricsTokenFile,
                    null);
        }
    }
}
