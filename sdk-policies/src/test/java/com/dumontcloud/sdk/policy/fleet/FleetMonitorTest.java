package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.decide.Operation.Kind.STOP;
import static com.dumontcloud.sdk.policy.decide.Operation.Kind.WAKE;
import static com.dumontcloud.sdk.policy.fleet.RentedFleet.GPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.RecentHeartbeat;
import com.dumontcloud.sdk.core.model.ReporterRef;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.Operation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetMonitorTest {

    private static final MachineId NOBODY = MachineId.of("nobody");

    private final RentedFleet fleet = new RentedFleet(Preset.REACTIVE);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void stopsAnIdleMachineOnceAtTheProviderAndSeesThatItStopped() {
        fleet.rent(GPU);

        fleet.park(GPU);

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.cloud.calls().count(Operation.STOP, GPU)).isEqualTo(1);
        assertThat(fleet.condition(GPU).operation()).isEmpty();
        assertThat(fleet.condition(GPU).shownState()).isEqualTo(MachineState.HIBERNATING);
        assertThat(fleet.monitor.decisions()).singleElement().satisfies(decision -> {
            assertThat(decision.outcome()).isEqualTo(Outcome.DONE);
            assertThat(decision.count()).isEqualTo(1);
        });
    }

    @Test
    void leavesABusyMachineAlone() {
        fleet.rent(GPU);

        fleet.report(GPU, 90, Duration.ofHours(2));

        assertThat(fleet.condition(GPU).activity()).isEqualTo(Activity.ACTIVE);
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();
    }

    @Test
    void wakesAParkedMachineForItsOwner() {
        fleet.rent(GPU);
        fleet.park(GPU);

        fleet.monitor.command(GPU, WAKE);
        assertThat(fleet.condition(GPU).shownState()).isEqualTo(MachineState.STARTING);
        fleet.time.advance(Duration.ofMinutes(5));

        assertThat(fleet.condition(GPU).shownState()).isEqualTo(MachineState.RUNNING);
        assertThat(fleet.cloud.calls().count(Operation.START, GPU)).isEqualTo(1);
    }

    @Test
    void doesAtOnceWhatAPersonAsksFor() {
        fleet.rent(GPU);

        fleet.monitor.command(GPU, STOP);
        fleet.time.advance(Duration.ofMinutes(1));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.condition(GPU).shownState()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void saysConflictWhileAnotherChangeCannotBeTakenBack() {
        fleet.rent(GPU);
        fleet.monitor.command(GPU, STOP);
        fleet.time.runDue();
        fleet.time.advance(Duration.ofSeconds(2));

        assertKind(() -> fleet.monitor.command(GPU, WAKE), Kind.CONFLICT);
    }

    @Test
    void saysOfAHeartbeatThatIsNotNewerThanOneBeforeThatItIsNot() {
        fleet.rent(GPU);

        assertThat(numbered(7)).isEqualTo("Heartbeat received");
        assertThat(numbered(7)).isEqualTo("Heartbeat received, but not newer than one before");
        assertThat(numbered(6)).isEqualTo("Heartbeat received, but not newer than one before");
        assertThat(numbered(8)).isEqualTo("Heartbeat received");
    }

    private @Nullable String numbered(long seq) {
        return fleet.monitor
                .accept(Heartbeat.builder(GPU)
                        .reporter(new ReporterRef("agent", "agent", "one-run"))
                        .seq(seq)
                        .build())
                .message();
    }

    @Test
    void knowsNoOtherMachineThanThoseItWasToldOf() {
        assertKind(() -> fleet.beat(NOBODY, 0), Kind.NOT_FOUND);
        assertKind(() -> fleet.monitor.issueToken(NOBODY), Kind.NOT_FOUND);
        assertKind(() -> fleet.monitor.revokeKeepAlive(NOBODY), Kind.NOT_FOUND);
        assertKind(() -> fleet.monitor.keepAlive(NOBODY, Duration.ofMinutes(1), KeepAlive.Scope.IDLE), Kind.NOT_FOUND);
        assertThat(fleet.monitor.machine(NOBODY)).isEmpty();
        assertThat(fleet.monitor.recentHeartbeats(NOBODY)).isEmpty();
        fleet.monitor.contact(NOBODY);
        assertThat(fleet.monitor.machines()).isEmpty();
    }

    @Test
    void onlyWatchesWhatTheProviderListsAndNobodyClaimed() {
        fleet.cloud.rent(GPU.value(), RentedFleet.RUNNING, RentedFleet.PARKED);
        fleet.monitor.poll();

        fleet.report(GPU, 0, Duration.ofHours(1));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();
        fleet.monitor.register(GPU, null, null);
        fleet.park(GPU);
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void registersAMachineOnce() {
        assertThat(fleet.monitor.register(GPU, "rig", RentedFleet.RUNNING)).isTrue();
        assertThat(fleet.monitor.register(GPU, "other", null)).isFalse();
        assertThat(fleet.condition(GPU).profile().name()).isEqualTo("rig");
    }

    @Test
    void registersAnIdAnewOnceItsMachineIsGoneAndKeepsWhatItCost() {
        fleet.rent(GPU);
        fleet.report(GPU, 90, Duration.ofHours(1));
        fleet.cloud.destroy(GPU);
        fleet.time.advance(Duration.ofMinutes(12));
        Account gone = fleet.monitor.account();
        assertThat(fleet.condition(GPU).power()).isEqualTo(MachineState.DELETED);

        assertThat(fleet.monitor.register(GPU, "another", null)).isTrue();

        assertThat(fleet.condition(GPU).shownState()).isEqualTo(MachineState.RUNNING);
        assertThat(fleet.condition(GPU).liveness()).isEqualTo(Liveness.NEVER_SEEN);
        assertThat(fleet.monitor.account().billedUsd())
                .isEqualByComparingTo(gone.billedUsd())
                .isPositive();
    }

    @Test
    void extendsAKeepAliveAndNeverShortensIt() {
        fleet.rent(GPU);
        Instant now = fleet.time.wall();

        Instant hour = fleet.monitor.keepAlive(GPU, Duration.ofHours(1), KeepAlive.Scope.IDLE);
        Instant again = fleet.monitor.keepAlive(GPU, Duration.ofMinutes(5), KeepAlive.Scope.IDLE);

        assertThat(hour).isEqualTo(now.plus(Duration.ofHours(1)));
        assertThat(again).isEqualTo(hour);
        fleet.report(GPU, 0, Duration.ofMinutes(59));
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();
        fleet.monitor.revokeKeepAlive(GPU);
        fleet.park(GPU);
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void refusesAKeepAliveThatIsNone() {
        fleet.rent(GPU);
        for (Duration length : List.of(
                Duration.ZERO, Duration.ofMinutes(-1), Duration.ofHours(24).plusNanos(1))) {
            assertThatThrownBy(() -> fleet.monitor.keepAlive(GPU, length, KeepAlive.Scope.IDLE))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(fleet.monitor.keepAlive(GPU, Duration.ofHours(24), KeepAlive.Scope.IDLE))
                .isEqualTo(fleet.time.wall().plus(Duration.ofHours(24)));
    }

    @Test
    void doesNotTakeItsOwnAbsenceForAMachinesSilence() {
        fleet.rent(GPU);
        fleet.report(GPU, 90, Duration.ofMinutes(5));
        fleet.monitor.close();

        fleet.time.advance(Duration.ofMinutes(30));
        fleet.monitor = fleet.newMonitor();
        fleet.monitor.start();
        fleet.time.advance(Duration.ofSeconds(2));

        assertThat(fleet.condition(GPU).liveness()).isEqualTo(Liveness.HEALTHY);
        fleet.time.advance(Duration.ofMinutes(5));
        assertThat(fleet.condition(GPU).liveness()).isEqualTo(Liveness.ORPHANED);
    }

    @Test
    void goesOnWhenAListenerThrows() {
        List<MachineId> seen = new ArrayList<>();
        fleet.monitor.close();
        fleet.monitor = fleet.newMonitor(
                (before, event, decision, now) -> {
                    throw new AssertionError("listener is broken");
                },
                (before, event, decision, now) -> seen.add(before.id()));
        fleet.monitor.start();
        fleet.rent(GPU);

        fleet.park(GPU);

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
        assertThat(seen).contains(GPU);
    }

    @Test
    void letsAListenerAskAndTellTheMonitor() {
        List<Liveness> seen = new ArrayList<>();
        fleet.monitor.close();
        fleet.monitor = fleet.newMonitor((before, event, decision, now) -> {
            seen.add(fleet.condition(GPU).liveness());
            fleet.monitor.contact(GPU);
        });
        fleet.monitor.start();
        fleet.rent(GPU);

        fleet.beat(GPU, 90);

        assertThat(seen).contains(Liveness.HEALTHY);
    }

    @Test
    void showsPresentGpuNumbersThoughAnotherReporterHasNone() {
        fleet.rent(GPU);
        fleet.beat(GPU, 87);

        fleet.monitor.accept(Heartbeat.builder(GPU)
                .reporter(ReporterRef.process("executor-1", "run-1"))
                .build());

        assertThat(fleet.report(GPU).gpuTotals().utilizationPercent()).isEqualTo(87.0);
        fleet.time.advance(Duration.ofSeconds(149));
        assertThat(fleet.report(GPU).gpuTotals().utilizationPercent()).isEqualTo(87.0);
        fleet.time.advance(Duration.ofSeconds(1));
        assertThat(fleet.report(GPU).gpuTotals().utilizationPercent()).isNull();
    }

    @Test
    void showsPresentGpuNumbersThoughTheProbeOfAnotherReporterHangs() {
        fleet.rent(GPU);
        fleet.beat(GPU, 87);

        fleet.monitor.accept(Heartbeat.builder(GPU)
                .reporter(ReporterRef.process("executor-1", "run-1"))
                .gpus(List.of(GpuReading.builder(0).build()))
                .build());

        assertThat(fleet.report(GPU).gpuTotals().utilizationPercent()).isEqualTo(87.0);
    }

    @Test
    void showsNoNumberOfAReporterThatCanNoLongerReadItsGpus() {
        fleet.rent(GPU);
        fleet.beat(GPU, 87);

        fleet.monitor.accept(Heartbeat.builder(GPU)
                .gpus(List.of(GpuReading.builder(0).build()))
                .build());

        assertThat(fleet.report(GPU).gpuTotals().utilizationPercent()).isNull();
    }

    @Test
    void keepsTheNewestHundredHeartbeats() {
        fleet.rent(GPU);
        for (int i = 0; i <= 100; i++) {
            fleet.beat(GPU, i % 100);
        }

        List<RecentHeartbeat> recent = fleet.monitor.recentHeartbeats(GPU);

        assertThat(recent).hasSize(100);
        assertThat(recent.get(0).gpuUtilizationPercent()).isEqualTo(0.0);
        assertThat(recent.get(99).gpuUtilizationPercent()).isEqualTo(1.0);
        assertThat(fleet.report(GPU).heartbeats()).isEqualTo(101);
    }

    @Test
    void isActiveWhileItRuns() {
        assertThat(fleet.monitor.isActive()).isTrue();
        fleet.monitor.start();
        fleet.monitor.close();
        fleet.monitor.close();
        assertThat(fleet.monitor.isActive()).isFalse();
    }

    @Test
    void leavesWhatItHasNotBegunToTheNextOne() {
        fleet.rent(GPU);
        fleet.monitor.command(GPU, STOP);

        fleet.monitor.close();
        fleet.time.advance(Duration.ofMinutes(5));
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);

        fleet.monitor = fleet.newMonitor();
        fleet.monitor.start();
        fleet.time.advance(Duration.ofMinutes(5));
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void cannotBeStartedAgainOnceItWasClosed() {
        fleet.monitor.close();

        assertThatThrownBy(fleet.monitor::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("build another");
        assertThat(fleet.monitor.isActive()).isFalse();
    }

    private static void assertKind(ThrowingCallable call, Kind kind) {
        assertThatThrownBy(call)
                .asInstanceOf(InstanceOfAssertFactories.type(DumontException.class))
                .extracting(DumontException::kind)
                .isEqualTo(kind);
    }
}
