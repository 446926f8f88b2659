package com.dumontcloud.samples.quickstart.replay;

import com.dumontcloud.samples.quickstart.drive.Run;
import com.dumontcloud.samples.quickstart.drive.TraceClock;
import com.dumontcloud.samples.quickstart.drive.TraceDriver;
import com.dumontcloud.samples.quickstart.score.Parking;
import com.dumontcloud.samples.quickstart.usage.UsageTrace;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.Timings;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.Account;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A trace played to the engine in process and on virtual time.
 *
 * <p>Machines change their power at once, so that the scoring rules, which add what a change costs, and the engine's own books
 * go by the same clock.
 */
public final class Replay implements Run {

    /** Rare, since the driver asks for a read whenever it rents: only what is given back waits to be noticed. */
    private static final Duration POLL_EVERY = Duration.ofMinutes(5);

    private final UsageTrace usage;
    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final FleetMonitor monitor;
    private final TraceClock clock;
    private final TraceDriver driver;

    /** Creates a replay that stands at its beginning. */
    public Replay(UsageTrace usage, LifecycleSettings settings) {
        this.usage = usage;
        SimulatedCloud cloud =
                SimulatedCloud.builder(time).timings(Timings.IMMEDIATE).build();
        this.monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(settings), new MemoryFleetStore())
                .provider(cloud)
                .time(time)
                .notifier(notification -> {})
                .pollEvery(POLL_EVERY)
                .build();
        this.clock = new TraceClock(time);
        this.driver = new TraceDriver(
                usage,
                time,
                clock,
                cloud,
                monitor,
                (id, boot) -> new ReplayedAgent(usage.find(id).orElseThrow(), boot, time, clock, monitor),
                (id, what) -> {});
        driver.start();
        monitor.start();
    }

    /** Returns how far it is. */
    public Duration passed() {
        return Duration.ofMillis(clock.millis());
    }

    /** Returns how many machines are on. */
    public int machinesOn() {
        return driver.machinesOn();
    }

    @Override
    public Duration length() {
        return Duration.ofMillis((long) Math.ceil(usage.lastMinute() * 60_000));
    }

    @Override
    public void advance(Duration by) {
        time.advance(by);
    }

    @Override
    public UsageTrace usage() {
        return usage;
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
        monitor.close();
    }
}
