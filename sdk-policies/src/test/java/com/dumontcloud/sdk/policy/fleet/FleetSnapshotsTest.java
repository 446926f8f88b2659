package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.fleet.RentedFleet.GPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SnapshotFault;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Snapshots and machines given back, from the heartbeat to the provider's list. */
class FleetSnapshotsTest {

    private static final DataLoss ACCEPTED = DataLoss.acceptedBy("ana");

    @Test
    void anIdleMachineIsCopiedAndGivenBackWhereItsProviderKeepsNoDisk() {
        try (RentedFleet fleet = RentedFleet.keepingNoDisk()) {
            fleet.rent(GPU);

            fleet.report(GPU, 0, Duration.ofMinutes(5));
            fleet.reportWhileThere(GPU, 0, Duration.ofMinutes(4));

            assertThat(fleet.cloud.calls().count(Operation.DESTROY, GPU)).isOne();
            assertThat(fleet.cloud.calls().count(Operation.STOP, GPU)).isZero();
            assertThat(fleet.snapshots.all(GPU)).hasSize(1);
            assertThat(fleet.condition(GPU).power()).isEqualTo(MachineState.DELETED);
            assertThat(fleet.condition(GPU).operation()).isEmpty();
            assertThat(fleet.codes()).containsExactly(Reason.Code.RELEASED);
        }
    }

    /** S18. */
    @ParameterizedTest
    @EnumSource(SnapshotFault.class)
    void noSnapshotThatIsNoGoodEverCostsAMachine(SnapshotFault fault) {
        try (RentedFleet fleet = RentedFleet.keepingNoDisk()) {
            fleet.rent(GPU);
            for (int i = 0; i < 3; i++) {
                fleet.snapshots.next(fault);
            }

            fleet.report(GPU, 0, Duration.ofMinutes(25));

            assertThat(fleet.cloud.calls().count(Operation.DESTROY)).isZero();
            assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();
            assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);
            assertThat(fleet.condition(GPU).operation().orElseThrow().phase()).isEqualTo(Phase.NEEDS_HUMAN);
            assertThat(fleet.codes()).containsExactly(Reason.Code.NOT_SECURED);
            assertThat(fleet.snapshots.takes()).isEqualTo(3);
        }
    }

    @Test
    void aListOfSnapshotsThatCannotBeReadProvesNothing() {
        try (RentedFleet fleet = RentedFleet.keepingNoDisk()) {
            fleet.rent(GPU);
            fleet.snapshots.listBroken(true);

            fleet.report(GPU, 0, Duration.ofMinutes(25));

            assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);
            assertThat(fleet.codes()).containsExactly(Reason.Code.NOT_SECURED);
        }
    }

    @Test
    void whatFailsOnceIsTakenAgain() {
        try (RentedFleet fleet = RentedFleet.keepingNoDisk()) {
            fleet.rent(GPU);
            fleet.snapshots.next(SnapshotFault.CORRUPT);

            fleet.report(GPU, 0, Duration.ofMinutes(6));
            fleet.reportWhileThere(GPU, 0, Duration.ofMinutes(4));

            assertThat(fleet.cloud.calls().count(Operation.DESTROY, GPU)).isOne();
            assertThat(fleet.snapshots.takes()).isEqualTo(2);
        }
    }

    /** An answer that is lost after the machine went is settled by lists, and nothing is destroyed twice. */
    @Test
    void aLostAnswerOfTheProviderIsSettledByItsLists() {
        try (RentedFleet fleet = RentedFleet.keepingNoDisk()) {
            fleet.rent(GPU);
            fleet.cloud.faults().next(Operation.DESTROY, Fault.TIMEOUT_AFTER_EFFECT);

            fleet.monitor.destroy(GPU, ACCEPTED);
            fleet.time.advance(Duration.ofMinutes(20));

            assertThat(fleet.cloud.calls().count(Operation.DESTROY, GPU)).isOne();
            assertThat(fleet.condition(GPU).power()).isEqualTo(MachineState.DELETED);
            assertThat(fleet.codes()).containsExactly(Reason.Code.RELEASED_WITHOUT_COPY);
        }
    }

    /** T16: whole lists alone show that it is gone, and it takes two of them. */
    @Test
    void partialListsDoNotConfirmThatAMachineIsGone() {
        try (RentedFleet fleet = new RentedFleet(Preset.REACTIVE)) {
            fleet.rent(GPU);
            fleet.cloud.faults().during(Duration.ZERO, Duration.ofMinutes(5), Fault.PARTIAL);

            fleet.monitor.destroy(GPU, ACCEPTED);
            fleet.time.advance(Duration.ofMinutes(5));
            assertThat(fleet.state(GPU)).isEqualTo(MachineState.DELETED);
            assertThat(fleet.condition(GPU).operation().orElseThrow().phase()).isEqualTo(Phase.CONFIRMING);

            fleet.time.advance(Duration.ofSeconds(29));
            assertThat(fleet.condition(GPU).operation()).isPresent();
            fleet.time.advance(Duration.ofSeconds(31));
            assertThat(fleet.condition(GPU).operation()).isEmpty();
            assertThat(fleet.condition(GPU).power()).isEqualTo(MachineState.DELETED);
        }
    }

    @Test
    void theOwnersWordThatDataMayBeLostStaysInTheJournal(@TempDir Path directory) {
        VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T20:00:00Z"));
        SimulatedCloud cloud = SimulatedCloud.create(time);
        cloud.rent(GPU.value(), RentedFleet.RUNNING, RentedFleet.PARKED);
        try (FleetStore store = SqliteFleetStore.open(directory);
                FleetMonitor monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.REACTIVE.settings()), store)
                        .provider(cloud)
                        .time(time)
                        .build()) {
            monitor.start();
            time.advance(Duration.ofSeconds(30));

            monitor.destroy(GPU, ACCEPTED);
            time.advance(Duration.ofMinutes(2));

            Event said = new Event.Commanded(com.dumontcloud.sdk.policy.decide.Operation.Kind.DESTROY, ACCEPTED);
            assertThat(store.journal(GPU, Instant.EPOCH, time.wall()))
                    .extracting(JournalEntry::event)
                    .contains(said);
            assertThat(cloud.machine(GPU).state()).isEqualTo(MachineState.DELETED);
        }
    }

    /** S26. */
    @Test
    void whatItsProviderShowsAsStoppedAndBillsForTheGpuNeedsAPerson() {
        try (RentedFleet fleet = new RentedFleet(Preset.REACTIVE)) {
            fleet.rent(GPU).keepBilling();

            fleet.report(GPU, 0, Duration.ofMinutes(5));
            fleet.reportWhileThere(GPU, 0, Duration.ofMinutes(20));

            assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
            assertThat(fleet.condition(GPU).operation().orElseThrow().phase()).isEqualTo(Phase.NEEDS_HUMAN);
            assertThat(fleet.codes()).contains(Reason.Code.NOT_CONFIRMED);
            assertThat(fleet.cloud.calls().count(Operation.STOP, GPU)).isOne();
        }
    }

    @Test
    void aDestroyIsRefusedWhereNothingProvesAnythingOrALegalHoldForbidsIt() {
        try (RentedFleet fleet = new RentedFleet(Preset.REACTIVE)) {
            fleet.rent(GPU);

            assertThatThrownBy(() -> fleet.monitor.destroy(GPU, DataLoss.REFUSED))
                    .isInstanceOf(DumontException.class)
                    .hasMessageContaining("no store of snapshots")
                    .extracting(failure -> ((DumontException) failure).kind())
                    .isEqualTo(Kind.CONFLICT);
            fleet.monitor.holdLegally(GPU, "a lawsuit");
            assertThatThrownBy(() -> fleet.monitor.destroy(GPU, ACCEPTED))
                    .isInstanceOf(DumontException.class)
                    .hasMessageContaining("a lawsuit");
            assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);
        }
    }

    /** S14, S15. */
    @Test
    void whereverTheProcessEndsAMachineIsGivenBackOnceAndNeverWithoutItsCopy() {
        for (int second = 0; second <= 200; second += 10) {
            try (RentedFleet fleet = RentedFleet.keepingNoDisk()) {
                fleet.rent(GPU);
                fleet.beat(GPU, 90);
                fleet.monitor.command(GPU, com.dumontcloud.sdk.policy.decide.Operation.Kind.HIBERNATE);
                fleet.time.advance(Duration.ofSeconds(second));
                fleet.monitor.close();

                fleet.monitor = fleet.newMonitor();
                fleet.monitor.start();
                fleet.time.advance(Duration.ofMinutes(5));

                assertThat(fleet.cloud.calls().count(Operation.DESTROY, GPU))
                        .as("after %s s", second)
                        .isOne();
                assertThat(fleet.snapshots.all(GPU)).as("after %s s", second).isNotEmpty();
                assertThat(fleet.condition(GPU).power()).isEqualTo(MachineState.DELETED);
                assertThat(fleet.condition(GPU).operation()).isEmpty();
            }
        }
    }

    /** S14, S15: whoever takes over goes by nothing that the process before was told of a snapshot. */
    @Test
    void aProcessThatTakesOverTakesAnInterruptedSnapshotAgain() {
        try (RentedFleet fleet = RentedFleet.keepingNoDisk()) {
            fleet.rent(GPU);
            fleet.beat(GPU, 90);
            fleet.snapshots.next(SnapshotFault.FAILS);
            fleet.monitor.command(GPU, com.dumontcloud.sdk.policy.decide.Operation.Kind.STOP);
            fleet.time.advance(Duration.ofSeconds(150));
            fleet.monitor.close();
            int taken = fleet.snapshots.takes();
            assertThat(taken).isOne();

            fleet.monitor = fleet.newMonitor();
            fleet.monitor.start();
            fleet.time.advance(Duration.ofMinutes(3));

            assertThat(fleet.snapshots.takes()).isEqualTo(taken + 1);
            assertThat(fleet.cloud.calls().count(Operation.STOP, GPU)).isOne();
            assertThat(fleet.condition(GPU).power()).isEqualTo(MachineState.STOPPED);
        }
    }
}
