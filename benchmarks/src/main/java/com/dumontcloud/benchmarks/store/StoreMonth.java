package com.dumontcloud.benchmarks.store;

import com.dumontcloud.benchmarks.engine.Beats;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * How large the files of a fleet become: machines that people work on from nine to five with breaks, that are parked after and woken
 * the next morning, for some weeks of virtual time.
 *
 * <pre>java -cp benchmarks/target/benchmarks.jar com.dumontcloud.benchmarks.store.StoreMonth directory [machines] [days]</pre>
 */
public final class StoreMonth {

    private static final int INTERVAL_SECONDS = 30;
    private static final int SECONDS_PER_DAY = 86_400;

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final Path directory;
    private final int machines;
    private long beats;

    private StoreMonth(Path directory, int machines) {
        this.directory = directory;
        this.machines = machines;
    }

    /** Runs it and prints the sizes. */
    public static void main(String[] args) throws IOException {
        int machines = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        int days = args.length > 2 ? Integer.parseInt(args[2]) : 40;
        new StoreMonth(Path.of(args[0]), machines).run(days);
    }

    private void run(int days) throws IOException {
        for (int i = 0; i < machines; i++) {
            cloud.rent(id(i).value(), HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
        }
        try (FleetStore store = SqliteFleetStore.open(directory);
                FleetMonitor monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), store)
                        .provider(cloud)
                        .time(time)
                        .notifier(notification -> {})
                        .build()) {
            monitor.start();
            monitor.poll();
            for (int i = 0; i < machines; i++) {
                monitor.issueToken(id(i));
            }
            for (int day = 1; day <= days; day++) {
                pass(monitor);
                report(day);
            }
        }
    }

    private void pass(FleetMonitor monitor) {
        for (int second = 0; second < SECONDS_PER_DAY; second += INTERVAL_SECONDS) {
            for (SimulatedMachine machine : cloud.machines()) {
                boolean parked = machine.state() == MachineState.STOPPED || machine.state() == MachineState.HIBERNATING;
                if (second == 9 * 3600 && parked) {
                    monitor.command(machine.id(), Operation.Kind.WAKE);
                } else if (machine.state() == MachineState.RUNNING) {
                    String boot = String.format(Locale.ROOT, "%08x", 100_000L * machine.boots() + 7);
                    monitor.accept(Beats.of(machine.id(), boot, beats++, use(second), INTERVAL_SECONDS));
                }
            }
            time.advance(Duration.ofSeconds(INTERVAL_SECONDS));
        }
    }

    /** Works from nine to five, but for an hour at noon and ten minutes of every other hour. */
    private static double use(int second) {
        int hour = second / 3600;
        boolean works = hour >= 9 && hour < 17 && hour != 12 && !(hour % 2 == 0 && second % 3600 < 600);
        return works ? 40 + second % 50 : 0;
    }

    private void report(int day) throws IOException {
        long fleet = 0;
        long history = 0;
        for (String suffix : List.of("", "-wal")) {
            fleet += sizeOf("fleet.db" + suffix);
            history += sizeOf("history.db" + suffix);
        }
        System.out.printf(
                Locale.ROOT,
                "day %d: %d heartbeats; state and journal %.2f MB, history %.2f MB; %.0f bytes per machine and day so"
                        + " far%n",
                day,
                beats,
                fleet / 1e6,
                history / 1e6,
                (fleet + history) / (double) machines / day);
    }

    private long sizeOf(String file) throws IOException {
        Path path = directory.resolve(file);
        return Files.exists(path) ? Files.size(path) : 0;
    }

    private static MachineId id(int machine) {
        return MachineId.of("gpu-" + machine);
    }
}
