package com.dumontcloud.samples.quickstart.live;

import com.dumontcloud.samples.quickstart.cast.Cast;
import com.dumontcloud.samples.quickstart.drive.Run;
import com.dumontcloud.samples.quickstart.drive.TraceClock;
import com.dumontcloud.samples.quickstart.drive.TraceDriver;
import com.dumontcloud.samples.quickstart.score.Parking;
import com.dumontcloud.samples.quickstart.usage.UsageTrace;
import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.Timings;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.endpoint.AgentEndpoint;
import com.dumontcloud.sdk.policy.endpoint.EmbeddedServer;
import com.dumontcloud.sdk.policy.fleet.Account;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A cast of simulated machines, and this host as one more, reporting over HTTP on loopback to a real engine.
 *
 * <p>Virtual time stands still while a request is outstanding, since each runs on the thread that lets time pass.
 */
public final class LiveRun implements Run {

    /** The name of the machine this program runs on. */
    public static final MachineId THIS_HOST = MachineId.of("this-host");

    private static final Instant MORNING = Instant.parse("2026-01-05T08:00:00Z");

    /** What the scoring rules say a machine takes to stop and to start. */
    private static final Timings TIMINGS =
            Timings.DEFAULT.withStop(Duration.ofMinutes(2)).withStart(Duration.ofMinutes(5));

    private final Cast cast;
    private final Duration length;
    private final VirtualTime time = VirtualTime.startingAt(MORNING);
    private final FleetMonitor monitor;
    private final EmbeddedServer server;
    private final DumontClient people;
    private final TraceDriver driver;
    private final Bystander bystander;

    /**
     * Creates a run that stands at its beginning and has taken a free port of loopback.
     *
     * @param length how long it is to last
     * @param news is told what happens, in order
     */
    public LiveRun(Cast cast, Duration length, LifecycleSettings settings, News news) {
        this.cast = cast;
        this.length = length;
        SimulatedCloud cloud = SimulatedCloud.builder(time).timings(TIMINGS).build();
        this.monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(settings), new MemoryFleetStore())
                .provider(cloud)
                .time(time)
                .notifier(news::notified)
                .listener(news::decided)
                .build();
        String userToken = UUID.randomUUID().toString();
        this.server = EmbeddedServer.builder(
                        AgentEndpoint.builder(monitor).userToken(userToken).build())
                .build()
                .start();
        this.people = DumontClient.create(ClientOptions.builder(server.uri().toString(), CredentialSource.of(userToken))
                .build());
        TraceClock clock = new TraceClock(time);
        Stage stage = new Stage(cast, time, clock, monitor, server.uri(), people.agents(), news);
        this.driver = new TraceDriver(cast.usage(), time, clock, cloud, monitor, stage, stage::acted);
        this.bystander = new Bystander(news);
        monitor.start();
        driver.start();
        driver.rent(Machine.builder(THIS_HOST, cloud.name(), MachineState.RUNNING)
                .gpu(GpuSpec.none())
                .runningRate(HourlyRate.ofUsd("0.05"))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .labels(Map.of(MachineProvider.LEASE_LABEL, "quickstart"))
                .build());
    }

    /** Returns the cast, in the order in which it was rented. */
    public Cast cast() {
        return cast;
    }

    /** Returns what time it is. */
    public Instant now() {
        return time.wall();
    }

    /** Returns all that the engine knows of each machine. */
    public List<MachineReport> machines() {
        return monitor.machines();
    }

    @Override
    public Duration length() {
        return length;
    }

    @Override
    public void advance(Duration by) {
        time.advance(by);
        bystander.look(monitor.machines(), time.wall());
    }

    @Override
    public UsageTrace usage() {
        return cast.usage();
    }

    @Override
    public List<Parking> parkings() {
        return driver.parkings();
    }

    @Override
    public Account account() {
        return monitor.account();
    }

    @Override
    public void close() {
        driver.stop();
        people.close();
        server.close();
        monitor.close();
    }
}
