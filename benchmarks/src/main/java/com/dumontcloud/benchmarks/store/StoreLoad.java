package com.dumontcloud.benchmarks.store;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.ReporterRef;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.ConditionCodec;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A fleet that reports at its steady rate, kept in memory and in SQLite: what the calls of the store take of a processor is its share.
 * Then the fleet is opened again, by a process of its own.
 *
 * <pre>java -cp benchmarks.jar com.dumontcloud.benchmarks.store.StoreLoad [machines] [seconds] [directory]</pre>
 */
public final class StoreLoad {

    private static final int INTERVAL_SECONDS = 30;
    private static final int WARM_UP_SECONDS = 10;
    private static final int THREADS = 16;
    private static final int CALLS = 30_000;

    private final LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.BALANCED.settings());
    private final int machines;
    private final int seconds;

    private StoreLoad(int machines, int seconds) {
        this.machines = machines;
        this.seconds = seconds;
    }

    /** Runs it and prints the figures. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int machines = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 60;
        Path directory = args.length > 2 ? Path.of(args[2]) : Files.createTempDirectory("store-load");
        StoreLoad load = new StoreLoad(machines, seconds);
        load.codec();
        load.run(new MemoryFleetStore(), "memory");
        try (FleetStore store = SqliteFleetStore.open(directory)) {
            load.run(store, "sqlite");
        }
        restart(directory);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                System.out.printf(
                        Locale.ROOT,
                        "%s: %.1f MB, %d bytes per machine%n",
                        file.getFileName(),
                        Files.size(file) / 1e6,
                        Files.size(file) / machines);
            }
        }
    }

    private void run(FleetStore kept, String name) throws IOException, InterruptedException {
        MeteredStore store = new MeteredStore(kept);
        try (FleetMonitor monitor = FleetMonitor.builder(engine, store)
                .provider(new StandingFleet(machines))
                .pollEvery(Duration.ofHours(1))
                .build()) {
            long begun = System.nanoTime();
            monitor.poll();
            System.out.printf(Locale.ROOT, "%s: %d machines found in %.1f s%n", name, machines, secondsSince(begun));
            monitor.start();
            Beats beats = new Beats(machines);
            begun = System.nanoTime();
            beats.sendFirst(monitor);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d first heartbeats, synced, by %d threads in %.1f s%n",
                    name,
                    machines,
                    THREADS,
                    secondsSince(begun));
            beats.send(monitor, WARM_UP_SECONDS * machines / INTERVAL_SECONDS, machines / INTERVAL_SECONDS);
            long cpu = cpuNanos();
            long stores = store.cpuNanos();
            long written = bytesWritten();
            begun = System.nanoTime();
            long late = beats.send(monitor, (long) seconds * machines / INTERVAL_SECONDS, machines / INTERVAL_SECONDS);
            double took = secondsSince(begun);
            System.out.printf(
                    Locale.ROOT,
                    "%s at %d heartbeats/s: %.1f %% of a core for the store, %.1f for everything; %.1f MB/s written,"
                            + " slowest answer %.1f ms%n",
                    name,
                    machines / INTERVAL_SECONDS,
                    100 * (store.cpuNanos() - stores) / 1e9 / took,
                    100 * (cpuNanos() - cpu) / 1e9 / took,
                    (bytesWritten() - written) / 1e6 / took,
                    late / 1e6);
        }
    }

    private static void restart(Path directory) throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Restart.class.getName(),
                        directory.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    private void codec() {
        Beats beats = new Beats(1);
        try (FleetMonitor monitor =
                FleetMonitor.builder(engine, new MemoryFleetStore()).build()) {
            monitor.register(MachineId.of("m-0"), null, null);
            for (int i = 0; i < 100; i++) {
                monitor.accept(beats.next());
            }
            MachineCondition condition =
                    monitor.machine(MachineId.of("m-0")).orElseThrow().condition();
            String text = ConditionCodec.encode(condition);
            for (int round = 0; round < 3; round++) {
                System.out.printf(
                        Locale.ROOT,
                        "a condition of %d bytes: written in %.1f us, read in %.1f us, compared in %.1f us%n",
                        text.length(),
                        microseconds(() -> ConditionCodec.encode(condition).length()),
                        microseconds(() -> ConditionCodec.decodeCondition(text).nextDueNanos()),
                        microseconds(() -> condition.differsOnlyInTime(condition) ? 1 : 0));
            }
        }
    }

    /** Returns the processor time that one call takes. */
    private static double microseconds(LongSupplier call) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        long begun = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < CALLS; i++) {
            sum += call.getAsLong();
        }
        long took = threads.getCurrentThreadCpuTime() - begun;
        if (sum == Long.MIN_VALUE) {
            System.out.printf(Locale.ROOT, "never%n"); // So that the calls are not optimised away.
        }
        return took / 1e3 / CALLS;
    }

    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static long bytesWritten() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
            if (line.startsWith("write_bytes: ")) {
                return Long.parseLong(line.substring("write_bytes: ".length()));
            }
        }
        return 0;
    }

    private static double secondsSince(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Heartbeats of every machine in turn: one in three works, the others are idle. */
    private static final class Beats {

        private final List<MachineId> ids = new ArrayList<>();
        private long sent;

        Beats(int machines) {
            for (int i = 0; i < machines; i++) {
                ids.add(MachineId.of("m-" + i));
            }
        }

        /** Every machine is heard for the first time, which is a change that is synced before it is answered. */
        void sendFirst(FleetMonitor monitor) throws InterruptedException {
            ExecutorService pool = Executors.newFixedThreadPool(THREADS);
            for (int i = 0; i < ids.size(); i++) {
                Heartbeat first = next();
                pool.execute(() -> monitor.accept(first));
            }
            pool.shutdown();
            if (!pool.awaitTermination(10, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the first heartbeats take too long");
            }
        }

        /** Sends this many at this rate. Returns the longest that one took, in nanoseconds. */
        long send(FleetMonitor monitor, long count, int perSecond) throws InterruptedException {
            long begun = System.nanoTime();
            long longest = 0;
            for (long i = 0; i < count; i++) {
                long due = begun + i * 1_000_000_000L / perSecond;
                long early = due - System.nanoTime();
                if (early > 2_000_000) {
                    Thread.sleep(early / 1_000_000);
                }
                long asked = System.nanoTime();
                monitor.accept(next());
                longest = Math.max(longest, System.nanoTime() - asked);
            }
            return longest;
        }

        Heartbeat next() {
            long number = sent++;
            int machine = (int) (number % ids.size());
            double percent = machine % 3 == 0 ? 60 + number % 30 : number % 4;
            return Heartbeat.builder(ids.get(machine))
                    .reporter(new ReporterRef("agent", "agent", "3f2a9c"))
                    .seq(number / ids.size())
                    .bootId("8d7a4f0e-52a1-4be5-9a7b-0c1a5e1f2b3c")
                    .gpus(List.of(GpuReading.builder(0)
                            .utilizationMeanPercent(percent)
                            .utilizationMaxPercent(Math.min(100, percent + 5))
                            .memoryUsedMib(2048.0)
                            .coveredSeconds(30.0)
                            .state(GpuReading.State.OK)
                            .build()))
                    .host(new HostReading(percent / 10, null, null, null, 1000L, 1000L, 2000L, 2000L))
                    .processCount(1)
                    .build();
        }
    }
}
