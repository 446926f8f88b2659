package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.benchmarks.engine.Beats;
import com.dumontcloud.benchmarks.store.MeteredStore;
import com.dumontcloud.benchmarks.store.StandingFleet;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What a fleet of many machines costs in memory, and its ticks and its store in time, on virtual time. Every machine reports each
 * 30 s; one in three works, one is unused now and then, and one is idle all the time. Without a directory nothing is kept; with
 * one, where it is kept by SQLite, it shows which share of a processor that takes.
 *
 * <pre>java -Xmx4g -cp benchmarks.jar com.dumontcloud.sdk.policy.fleet.FleetCost [machines] [seconds] [classes] [directory]</pre>
 */
public final class FleetCost {

    private static final int INTERVAL_SECONDS = 30;
    private static final double MOST_TICK_MILLIS = 5;

    private final int machines;
    private final MachineId[] ids;
    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T08:00:00Z"));
    private final Random random = new Random(7);
    private final long[] sent;
    private final MeteredStore store;
    private final Fleet fleet;

    private FleetCost(int machines, FleetStore store) {
        this.store = new MeteredStore(store);
        this.machines = machines;
        this.sent = new long[machines];
        this.ids = new MachineId[machines];
        Arrays.setAll(ids, i -> MachineId.of("m-" + i));
        this.fleet = new Fleet(
                FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), this.store)
                        .provider(new StandingFleet(0)),
                time,
                time);
    }

    /** Runs it and prints the figures. */
    public static void main(String[] args) throws Exception {
        int machines = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 300;
        int classes = args.length > 2 ? Integer.parseInt(args[2]) : 0;
        long before = usedBytes();
        FleetCost cost = new FleetCost(
                machines, args.length > 3 ? SqliteFleetStore.open(Path.of(args[3])) : new ForgetfulStore());
        long ownBytes = usedBytes() - before;
        cost.find();
        System.out.printf(
                Locale.ROOT,
                "%d machines found, none heard: %d bytes each%n",
                machines,
                (usedBytes() - before - ownBytes) / machines);
        cost.run(seconds);
        System.out.printf(
                Locale.ROOT,
                "%d machines after %d s: %d bytes each%n",
                machines,
                seconds,
                (usedBytes() - before - ownBytes) / machines);
        if (classes > 0) {
            histogram().lines().limit(classes + 2L).forEach(System.out::println);
        }
        cost.rest();
    }

    /** The provider lists every machine; each is claimed. */
    private void find() {
        fleet.begin();
        List<Machine> listed = new StandingFleet(machines).list().machines();
        fleet.readInList(listed, time.mono());
        for (MachineId id : ids) {
            fleet.register(MachineProfile.unmanaged(id, null, null));
        }
        time.runDue();
    }

    private void run(int seconds) {
        long[] ticks = new long[seconds];
        long[] ticksOnProcessor = new long[seconds];
        long accepting = 0;
        long accepted = 0;
        long stored = 0;
        for (int second = 0; second < seconds; second++) {
            if (second == seconds / 2) {
                stored = store.cpuNanos();
            }
            time.advance(Duration.ofSeconds(1));
            if (second % INTERVAL_SECONDS == 0) {
                fleet.providerAnswered();
            }
            long begun = cpuNanos();
            for (int i = second % INTERVAL_SECONDS; i < machines; i += INTERVAL_SECONDS) {
                beat(i);
                accepted++;
            }
            accepting += cpuNanos() - begun;
            time.runDue();
            long onProcessor = cpuNanos();
            begun = System.nanoTime();
            fleet.tick();
            ticks[second] = System.nanoTime() - begun;
            ticksOnProcessor[second] = cpuNanos() - onProcessor;
        }
        System.out.printf(
                Locale.ROOT,
                "%d heartbeats, made and taken in: %.2f us each of one core%n",
                accepted,
                accepting / 1e3 / accepted);
        System.out.printf(
                Locale.ROOT,
                "the store, in the second half: %.1f %% of a core at %d heartbeats/s%n",
                100 * (store.cpuNanos() - stored) / 1e9 / (seconds - seconds / 2),
                machines / INTERVAL_SECONDS);
        report("by the clock on the wall", settled(ticks));
        report("on a processor", settled(ticksOnProcessor));
    }

    /** Returns the later ones, in order: by then everything runs as it does in the long run. */
    private static long[] settled(long[] ticks) {
        long[] settled = Arrays.copyOfRange(ticks, Math.min(2 * INTERVAL_SECONDS, ticks.length / 2), ticks.length);
        Arrays.sort(settled);
        return settled;
    }

    private static void report(String what, long[] ticks) {
        System.out.printf(
                Locale.ROOT,
                "%d ticks %s: median %.3f ms, p99 %.3f ms (limit %.0f), longest %.3f ms%n",
                ticks.length,
                what,
                ticks[ticks.length / 2] / 1e6,
                ticks[(int) Math.ceil(0.99 * ticks.length) - 1] / 1e6,
                MOST_TICK_MILLIS,
                ticks[ticks.length - 1] / 1e6);
    }

    private void beat(int machine) {
        double percent = switch (machine % 3) {
            case 0 -> 60 + random.nextInt(30);
            case 1 -> random.nextInt(20) == 0 ? 40 : 0;
            default -> random.nextInt(4);
        };
        String run = String.format(Locale.ROOT, "%08x", machine);
        fleet.accept(Beats.of(ids[machine], run, sent[machine]++, percent, INTERVAL_SECONDS));
    }

    /** Keeps what was measured from being collected before. */
    private void rest() {
        if (fleet.conditions().size() != machines) {
            throw new IllegalStateException("machines are missing");
        }
        store.close();
    }

    private static long cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadCpuTime();
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static String histogram() throws JMException {
        return String.valueOf(ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()}));
    }
}
