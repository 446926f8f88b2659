package com.dumontcloud.samples.quickstart.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.quickstart.command.Commands;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCommandsTest {

    private static final MachineId GPU = MachineId.of("gpu-1");

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void everyDecisionOfAFleetTurnsOutTheSame() {
        anIdleMachineUnderBalanced();

        assertThat(run(new ReplayJournalCommand(), "--store", directory.toString()))
                .isZero();

        assertThat(text(out)).containsPattern("\\d+ decisions on 1 machines taken again: each turns out the same");
    }

    @Test
    void namesTheFirstDecisionThatDoesNot() throws SQLException {
        anIdleMachineUnderBalanced();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("fleet.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE journal SET fingerprint = fingerprint + 1");
        }

        assertThat(run(new ReplayJournalCommand(), "--store", directory.toString()))
                .isOne();

        assertThat(text(out)).contains("not each turns out the same", "first: ", "gpu-1");
    }

    @Test
    void tellsWhatAnotherPresetWouldHaveCostAndWhatItSupposes() {
        anIdleMachineUnderBalanced();
        String database = directory.resolve("fleet.db").toString();

        assertThat(run(new WhatIfCommand(), "--store", database, "--preset", "saver"))
                .isZero();

        assertThat(text(out))
                .containsPattern("gpu-1 +0\\.1 +(\\d+\\.\\d\\d +){6}1 +1 +0 +0")
                .containsPattern("all +(\\d+\\.\\d\\d +){6}1 +1 +0 +0")
                .contains("What this supposes:", "Not played: snapshots", "Leases are played");
    }

    @Test
    void saysWhereThereIsNoStore() {
        String nowhere = directory.resolve("nowhere").toString();

        assertThat(run(new ReplayJournalCommand(), "--store", nowhere)).isOne();
        assertThat(run(new WhatIfCommand(), "--store", nowhere, "--preset", "saver"))
                .isOne();

        assertThat(text(errors))
                .contains(
                        "replay-journal: there is no store in " + nowhere, "what-if: there is no store in " + nowhere);
    }

    @Test
    void needsToBeToldWhichStoreAndWhichPreset() {
        assertThat(run(new WhatIfCommand(), "--preset", "frugal", "--store", directory.toString()))
                .isEqualTo(2);
        assertThat(run(new WhatIfCommand(), "--preset", "saver")).isEqualTo(2);

        assertThat(text(errors)).contains("frugal", "balanced", "'--store=DIRECTORY'");
    }

    /** Rented, idle for two hours, and parked after half an hour of them. */
    private void anIdleMachineUnderBalanced() {
        VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T08:00:00Z"));
        SimulatedCloud cloud = SimulatedCloud.create(time);
        try (FleetStore store = SqliteFleetStore.open(directory);
                FleetMonitor monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), store)
                        .provider(cloud)
                        .time(time)
                        .build()) {
            monitor.start();
            time.runDue();
            cloud.rent(GPU.value(), HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
            monitor.poll();
            monitor.issueToken(GPU);
            for (Duration passed = Duration.ZERO;
                    passed.compareTo(Duration.ofHours(2)) < 0;
                    passed = passed.plusSeconds(30)) {
                if (passed.compareTo(Duration.ofMinutes(40)) < 0) {
                    monitor.accept(idle());
                }
                time.advance(Duration.ofSeconds(30));
            }
        }
    }

    private static Heartbeat idle() {
        return Heartbeat.builder(GPU).gpuTotals(GpuTotals.ofUtilization(0.0)).build();
    }

    private int run(Callable<Integer> command, String... args) {
        return Commands.run(
                command,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8),
                args);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
