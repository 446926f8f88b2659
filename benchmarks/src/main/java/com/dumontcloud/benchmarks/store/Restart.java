package com.dumontcloud.benchmarks.store;

import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Opens a fleet that another process left, in a process that has compiled nothing yet: from here to the moment in which heartbeats are
 * taken in. {@link StoreLoad} starts it on the fleet it left.
 *
 * <pre>java -cp benchmarks/target/benchmarks.jar com.dumontcloud.benchmarks.store.Restart directory</pre>
 */
public final class Restart {

    private Restart() {}

    /** Opens it and prints how long that took. */
    public static void main(String[] args) {
        Lap start = Lap.now();
        try (FleetStore store = SqliteFleetStore.open(Path.of(args[0]))) {
            Lap opened = Lap.now();
            try (FleetMonitor monitor = FleetMonitor.builder(
                            LifecyclePolicyEngine.of(Preset.BALANCED.settings()), store)
                    .build()) {
                Lap loaded = Lap.now();
                monitor.start();
                Lap ready = Lap.now();
                System.out.printf(
                        Locale.ROOT,
                        "restart with %d machines: %s: opened in %s, read in %s, begun in %s%n",
                        monitor.machines().size(),
                        ready.since(start),
                        opened.since(start),
                        loaded.since(opened),
                        ready.since(loaded));
            }
        }
    }

    /** A moment: by the clock on the wall, and by what this process and this thread have had of the processors. */
    private record Lap(long wallNanos, long cpuMillis, long ownNanos) {

        static Lap now() {
            return new Lap(
                    System.nanoTime(),
                    ProcessHandle.current()
                            .info()
                            .totalCpuDuration()
                            .orElseThrow()
                            .toMillis(),
                    ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
        }

        String since(Lap before) {
            return String.format(
                    Locale.ROOT,
                    "%.1f s (%.1f s of processors, %.1f s of them this thread's)",
                    (wallNanos - before.wallNanos) / 1e9,
                    (cpuMillis - before.cpuMillis) / 1e3,
                    (ownNanos - before.ownNanos) / 1e9);
        }
    }
}
