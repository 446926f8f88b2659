package com.dumontcloud.samples.quickstart.reporters;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.endpoint.AgentEndpoint;
import com.dumontcloud.sdk.policy.endpoint.EmbeddedServer;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One rented machine with one GPU, the real engine that watches it behind a real server on loopback, and virtual time. The
 * processes on it are started by tests; whatever still runs at the end loses its power.
 */
final class Host implements AutoCloseable {

    static final MachineId ID = MachineId.of("host-1");
    private static final String USER_TOKEN = "user-token-of-the-tests";

    final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T08:00:00Z"));
    final Chronicle chronicle = new Chronicle(time);
    final Truth truth = new Truth();
    final SimulatedCloud cloud = SimulatedCloud.create(time);
    final LifecycleSettings settings;
    final String token;
    final URI uri;
    private final SplittableRandom seeds = new SplittableRandom(1);
    private final MemoryFleetStore store = new MemoryFleetStore();
    private final List<ReportingProcess> processes = new ArrayList<>();
    private FleetMonitor monitor;
    private EmbeddedServer server;

    Host(LifecycleSettings settings) {
        this.settings = settings;
        this.monitor = newMonitor();
        this.server = serving(0);
        this.uri = server.uri();
        monitor.start();
        cloud.rent(ID.value(), HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"))
                .witness(Witness.IDLE);
        monitor.poll();
        this.token = monitor.issueToken(ID);
        time.runDue();
    }

    /** Starts the installed agent, which sees what is true of the machine. */
    ReportingProcess agent() {
        return process("agent").kind("agent").gpus(truth.gpuProbe()).start();
    }

    /** Starts a program that knows nothing of GPUs and reports on its own work. */
    ReportingProcess program(String id) {
        return process(id).start();
    }

    /** Returns a process to be started. */
    ReportingProcess.Plan process(String id) {
        return new ReportingProcess.Plan(this, id);
    }

    /** Returns a program to be started that was given no name to report by. */
    ReportingProcess.Plan unnamedProgram() {
        return new ReportingProcess.Plan(this, null);
    }

    long nextSeed() {
        return seeds.nextLong();
    }

    void started(ReportingProcess process) {
        processes.add(process);
    }

    void ended(ReportingProcess process) {
        processes.remove(process);
    }

    void passes(Duration length) {
        time.advance(length);
    }

    /** Lets time pass and something happen once a minute. */
    void passes(Duration length, Runnable everyMinute) {
        for (long minute = 0; minute < length.toMinutes(); minute++) {
            everyMinute.run();
            time.advance(Duration.ofMinutes(1));
        }
    }

    /** The server is cut off; the engine behind it goes on, and hears nothing. */
    void cutOff() {
        server.close();
    }

    void connected() {
        server = serving(uri.getPort());
    }

    /** The engine's process ends, and its server with it. */
    void engineDown() {
        server.close();
        monitor.close();
    }

    /** Another process goes on with what the engine before had written down. */
    void engineUp() {
        monitor = newMonitor();
        server = serving(uri.getPort());
        monitor.start();
    }

    FleetMonitor monitor() {
        return monitor;
    }

    MachineReport report() {
        return monitor.machine(ID).orElseThrow();
    }

    MachineCondition condition() {
        return report().condition();
    }

    MachineState power() {
        return cloud.machine(ID).state();
    }

    /** Returns how much time has passed since the test began. */
    Duration now() {
        return Duration.ofNanos(time.mono());
    }

    /** Returns how long idle samples must have come before the machine is parked, while no process uses its GPU. */
    Duration idleAfter() {
        return settings.idleAfter();
    }

    /** Returns what may pass beyond {@link #idleAfter()}: the lifecycle rules' I19, 2.2 intervals and two ticks. */
    Duration slack() {
        return settings.interval().multipliedBy(22).dividedBy(10).plusSeconds(2);
    }

    /** Returns after which silence the word of a reporter that said it was busy holds no longer. */
    Duration lateAfter() {
        EffectiveSettings effective = EffectiveSettings.of(settings, settings.interval(), false, false);
        return Duration.of(effective.lateAfterNanos(), TimeUnit.NANOSECONDS.toChronoUnit());
    }

    @Override
    public void close() {
        List.copyOf(processes).forEach(ReportingProcess::abandon);
        server.close();
        monitor.close();
    }

    private FleetMonitor newMonitor() {
        return FleetMonitor.builder(LifecyclePolicyEngine.of(settings), store)
                .provider(cloud)
                .time(time)
                .notifier(notification -> {})
                .listener(chronicle)
                .build();
    }

    private EmbeddedServer serving(int port) {
        return EmbeddedServer.builder(
                        AgentEndpoint.builder(monitor).userToken(USER_TOKEN).build())
                .port(port)
                .build()
                .start();
    }
}
