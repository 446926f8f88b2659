package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.fleet.WhatIf.Outcome;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replay and what-if on the journal of a fleet under BALANCED, whose engine is at work all the while. */
class JournalToolsTest {

    private static final MachineId GPU = MachineId.of("gpu-1");
    private static final HourlyRate RUNNING = HourlyRate.ofUsd("0.40");
    private static final HourlyRate PARKED = HourlyRate.ofUsd("0.01");
    private static final Instant EVER = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T08:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.BALANCED.settings());
    private FleetStore store = new MemoryFleetStore();
    private FleetMonitor monitor =
            FleetMonitor.builder(engine, store).time(time).build();

    @BeforeEach
    void open() {
        store = SqliteFleetStore.open(directory);
        monitor = FleetMonitor.builder(engine, store)
                .provider(cloud)
                .time(time)
                .notifier(notification -> {})
                .build();
        monitor.start();
        time.runDue();
        cloud.rent(GPU.value(), RUNNING, PARKED);
        monitor.poll();
        monitor.issueToken(GPU);
    }

    @AfterEach
    void close() {
        monitor.close();
        store.close();
    }

    @Test
    void decidesWhatWasDecidedWhileTheEngineIsAtWork() {
        liveADay();

        try (FleetJournal journal = SqliteFleetStore.readJournal(directory)) {
            FleetReplay.Result first = FleetReplay.of(journal, engine, Instant.EPOCH, EVER);
            wake();
            report(0, Duration.ofMinutes(30));
            FleetReplay.Result second = FleetReplay.of(journal, engine, Instant.EPOCH, EVER);

            assertThat(first.isSame()).isTrue();
            assertThat(first.decisions()).isGreaterThan(30);
            assertThat(second.isSame()).isTrue();
            assertThat(second.decisions()).isGreaterThan(first.decisions());
        }
        assertThat(FleetReplay.of(FleetJournal.of(store), engine, Instant.EPOCH, EVER)
                        .isSame())
                .isTrue();
    }

    @Test
    void decidesTheSameThoughSettingsWereChangedOnTheWay() {
        report(0, Duration.ofMinutes(20));
        monitor.reconfigure(LifecyclePolicyEngine.of(Preset.SAVER.settings()));
        report(0, Duration.ofMinutes(20));
        monitor.reconfigure(engine);
        report(90, Duration.ofMinutes(20));

        assertThat(FleetReplay.of(FleetJournal.of(store), engine, Instant.EPOCH, EVER)
                        .firstDifference())
                .isEmpty();
    }

    @Test
    void reportsTheFirstDecisionThatTurnsOutOtherwise() {
        liveADay();
        LifecyclePolicyEngine other = LifecyclePolicyEngine.builder(Preset.BALANCED.settings())
                .policy((machine, now) -> Verdict.veto(Reason.of(Reason.Code.OBSERVED_ONLY), Set.of(Cause.IDLE)))
                .build();

        FleetReplay.Result result = FleetReplay.of(FleetJournal.of(store), other, Instant.EPOCH, EVER);

        assertThat(result.isSame()).isFalse();
        assertThat(result.firstDifference().orElseThrow().reason().text()).contains("machine gpu-1");
    }

    @Test
    void pricesTheSameSettingsAtWhatHappened() {
        liveADay();

        WhatIf.Report report = whatIf(Preset.BALANCED.settings());

        assertClose(report.supposed().billedUsd(), report.recorded().billedUsd());
        assertClose(report.supposed().savedUsd(), report.recorded().savedUsd());
        assertThat(report.supposed().parked())
                .isEqualTo(report.recorded().parked())
                .isEqualTo(2);
        assertClose(report.recorded().billedUsd(), monitor.account().billedUsd());
        assertClose(report.recorded().savedUsd(), monitor.account().savedUsd());
        assertClose(report.recorded().wastedUsd(), monitor.account().wastedUsd());
    }

    @Test
    void pricesSettingsThatParkSooner() {
        report(90, Duration.ofHours(1));
        report(0, Duration.ofHours(3));
        wake();
        report(90, Duration.ofHours(1));

        WhatIf.Report report = whatIf(Preset.SAVER.settings());

        Outcome was = report.recorded();
        Outcome would = report.supposed();
        assertClose(
                was.billedUsd().subtract(would.billedUsd()),
                RUNNING.above(PARKED).costOf(Duration.ofMinutes(20)));
        assertClose(
                would.savedUsd().subtract(was.savedUsd()), RUNNING.above(PARKED).costOf(Duration.ofMinutes(20)));
        assertClose(was.wastedUsd().subtract(would.wastedUsd()), RUNNING.costOf(Duration.ofMinutes(20)));
        assertThat(would.parked()).isOne();
        assertThat(would.interruptions()).isZero();
        assertThat(report.summary().text()).contains("parked 1 times instead of 1");
    }

    @Test
    void countsWhoeverIsInUseOnRecordAndParkedOnPaperAsInterrupted() {
        report(90, Duration.ofHours(1));
        report(0, Duration.ofMinutes(25));
        report(90, Duration.ofHours(1));

        WhatIf.Report report = whatIf(Preset.SAVER.settings());

        assertThat(report.recorded().parked()).isZero();
        assertThat(report.recorded().interruptions()).isZero();
        assertThat(report.supposed().parked()).isOne();
        assertThat(report.supposed().interruptions()).isOne();
        assertThat(report.supposed().savedUsd()).isPositive();
    }

    @Test
    void pricesMachinesThatAreNeverParked() {
        liveADay();
        Duration life = Duration.between(Instant.parse("2026-01-05T08:00:00Z"), time.wall());

        Outcome never = whatIf(
                        Preset.BALANCED.settings().toBuilder().observeOnly(true).build())
                .supposed();

        assertThat(never.parked()).isZero();
        assertThat(never.savedUsd()).isZero();
        assertClose(never.billedUsd(), RUNNING.costOf(life));
    }

    @Test
    void honoursWhatItsOwnerAskedFor() {
        report(90, Duration.ofHours(1));
        monitor.keepAlive(GPU, Duration.ofHours(2), KeepAlive.Scope.IDLE);
        report(0, Duration.ofMinutes(110));
        report(90, Duration.ofMinutes(10));

        assertThat(whatIf(Preset.SAVER.settings()).supposed().parked()).isZero();
    }

    @Test
    void leavesTheStoreAsItIs() throws Exception {
        liveADay();
        try (FleetJournal journal = SqliteFleetStore.readJournal(directory)) {
            assertThat(journal.machines()).containsExactly(GPU);
        }

        monitor.command(GPU, Kind.STOP);
        time.advance(Duration.ofMinutes(2));
        assertThat(cloud.machine(GPU).state()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void readsNothingWhereThereIsNoStore(@TempDir Path empty) throws Exception {
        assertThatThrownBy(() -> SqliteFleetStore.readJournal(empty))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no store");
        assertThat(Files.list(empty)).isEmpty();
    }

    @Test
    void readsNoFileThatIsNoDatabase(@TempDir Path damaged) throws Exception {
        Files.writeString(damaged.resolve("fleet.db"), "this is no database at all, whatever its name may say");

        assertThatThrownBy(() -> SqliteFleetStore.readJournal(damaged))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot read");
    }

    @Test
    void readsNoStoreOfANewerVersion() throws Exception {
        monitor.close();
        store.close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("fleet.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO schema_version VALUES (99)");
        }

        assertThatThrownBy(() -> SqliteFleetStore.readJournal(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("newer version");
    }

    /** Used, forgotten and parked, woken after three hours, used, forgotten and parked again. */
    private void liveADay() {
        report(90, Duration.ofHours(1));
        report(0, Duration.ofHours(3));
        wake();
        report(90, Duration.ofHours(2));
        report(0, Duration.ofHours(2));
    }

    private void wake() {
        monitor.command(GPU, Kind.WAKE);
        time.advance(Duration.ofMinutes(2));
    }

    /** Heartbeats every half minute, for as long as the machine is on. */
    private void report(double percent, Duration length) {
        Instant end = time.wall().plus(length);
        while (time.wall().isBefore(end)) {
            if (cloud.machine(GPU).state() == MachineState.RUNNING) {
                monitor.accept(Heartbeat.builder(GPU)
                        .gpuTotals(GpuTotals.ofUtilization(percent))
                        .build());
            }
            time.advance(Duration.ofSeconds(30));
        }
    }

    private WhatIf.Report whatIf(LifecycleSettings settings) {
        return WhatIf.of(FleetJournal.of(store), settings, Instant.EPOCH, EVER);
    }

    /** To three minutes of a running machine: what it takes to save, stop and start, and to notice that. */
    private static void assertClose(BigDecimal actual, BigDecimal expected) {
        assertThat(actual).isCloseTo(expected, within(RUNNING.costOf(Duration.ofMinutes(4))));
    }
}
