package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import com.dumontcloud.sdk.policy.decide.Scenario.Snapshots;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The owner gives a machine back, or asks for what would lose its disk: I1 and the legal hold. */
class DestroyTest {

    private static final DataLoss ACCEPTED = DataLoss.acceptedBy("ana");

    @ParameterizedTest(name = "a snapshot taken {0} s after the machine was seen to be stopped: {1}")
    @CsvSource({"-1, SNAPSHOT_REQUIRED", "0, ", "1, "})
    void aStoppedMachineIsGivenBackOnTheStrengthOfASnapshotNoOlderThanItsStop(long after, Reason.Code refused) {
        Scenario machine = stopped();
        Instant stopped = machine.now().wall();
        machine.passes(Duration.ofMinutes(5)).newestSnapshot(stopped.plusSeconds(after));

        machine.commanded(Kind.DESTROY).passes(Duration.ofMinutes(6));

        assertThat(machine.executions()).isEqualTo(refused == null ? 1 : 0);
        assertThat(machine.count(effect -> effect instanceof Effect.TakeSnapshot))
                .isZero();
        if (refused != null) {
            assertThat(machine.alerts()).containsExactly(refused);
            assertThat(machine.endings()).containsExactly(refused);
            assertThat(machine.machine().power()).isEqualTo(MachineState.STOPPED);
        }
    }

    @ParameterizedTest(name = "idle since 60 s, and a snapshot of {0} s ago: given back {1} times")
    @CsvSource({"59, 1", "60, 1", "61, 0"})
    void aRunningMachineIsGivenBackOnTheStrengthOfASnapshotNoOlderThanItsLastUse(long ago, int times) {
        Scenario machine = Scenario.rented(Preset.BALANCED).takesSnapshots().hears(Beat.idle(), Duration.ofMinutes(1));
        machine.newestSnapshot(machine.now().wall().minusSeconds(ago));

        machine.commanded(Kind.DESTROY);

        assertThat(machine.executions()).isEqualTo(times);
    }

    @Test
    void ofOneInUseNoSnapshotIsNewEnough() {
        Scenario machine = Scenario.rented(Preset.BALANCED).takesSnapshots().hears(Beat.working());
        machine.newestSnapshot(machine.now().wall().minusNanos(1));

        machine.commanded(Kind.DESTROY).passes(Duration.ofMinutes(6));

        assertThat(machine.executions()).isZero();
        assertThat(machine.endings()).containsExactly(Reason.Code.SNAPSHOT_REQUIRED);
    }

    @ParameterizedTest
    @EnumSource(names = {"FAIL", "CORRUPT"})
    void whatCannotBeReadBackIsLookedAtThreeTimesAndThenNothingIsDone(Snapshots become) {
        Scenario machine = stopped();
        machine.newestSnapshot(machine.now().wall()).snapshots(become);

        machine.commanded(Kind.DESTROY).passes(Duration.ofHours(1));

        assertThat(machine.times(effect -> effect instanceof Effect.VerifySnapshot))
                .hasSize(3);
        assertThat(machine.executions()).isZero();
        assertThat(machine.phase()).isNull();
        assertThat(machine.alerts()).containsExactly(Reason.Code.SNAPSHOT_REQUIRED);
    }

    /** I1: a person's word is the only other way, and is written down with what was done on it. */
    @Test
    void whoeverAcceptsThatDataAreLostNeedsNoSnapshotAndIsNamed() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.working());

        machine.commanded(Kind.DESTROY, ACCEPTED);

        assertThat(machine.order()).containsExactly("Claim", "Execute");
        assertThat(machine.executed()).allSatisfy(operation -> {
            assertThat(operation.proof()).isNull();
            assertThat(operation.dataLoss().acceptedBy()).isEqualTo("ana");
        });
        machine.isGoneFromLists();
        assertThat(machine.alerts()).containsExactly(Reason.Code.RELEASED_WITHOUT_COPY);
        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
    }

    @Test
    void withoutAStoreNobodyWhoDoesNotAcceptTheLossCanGiveAMachineBack() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.working());

        assertThat(machine.commanded(Kind.DESTROY).counted()).isFalse();
        assertThat(machine.phase()).isNull();
    }

    /** Nobody rents it out, so that nothing of it is lost: nobody is asked for anything, its agent included. */
    @Test
    void whatNoProviderRentsOutIsLetGoWithoutTouchingIt() {
        Scenario machine = Scenario.unmanaged(Preset.BALANCED).hears(Beat.working());

        assertThat(machine.commanded(Kind.DESTROY).counted()).isTrue();
        machine.passes(Duration.ofMinutes(1)).hears(Beat.working());

        assertThat(machine.machine().power()).isEqualTo(MachineState.DELETED);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.DELETED);
        assertThat(machine.endings()).containsExactly(Reason.Code.LET_GO);
        assertThat(machine.executions()).isZero();
        assertThat(machine.order()).containsExactly("Claim");
    }

    @Test
    void aLegalHoldBindsEverybody() {
        Scenario machine = stopped();
        machine.newestSnapshot(machine.now().wall()).tell(new Event.LegalHoldSet("a lawsuit"));

        assertThat(machine.commanded(Kind.DESTROY, ACCEPTED).counted()).isFalse();
        assertThat(machine.commanded(Kind.DESTROY).counted()).isFalse();

        machine.tell(new Event.LegalHoldSet(null)).commanded(Kind.DESTROY, ACCEPTED);
        assertThat(machine.executions()).isOne();
    }

    @Test
    void aLegalHoldThatComesBeforeTheProviderIsAskedIsHeard() {
        Scenario machine = stopped();
        machine.runnerSleeps().commanded(Kind.DESTROY, ACCEPTED);
        String operation = machine.operationId();

        machine.tell(new Event.LegalHoldSet("a lawsuit"));

        assertThat(machine.endings()).containsExactly(Reason.Code.LEGAL_HOLD);
        machine.providerShows(MachineState.STOPPED).tell(new Event.OperationClaimed(operation, null));
        assertThat(machine.executions()).isZero();
    }

    @Test
    void aLegalHoldForbidsNoStopThatKeepsTheDisk() {
        Scenario machine = Scenario.rented(withoutSaving()).hears(Beat.working());
        machine.tell(new Event.LegalHoldSet("a lawsuit")).commanded(Kind.STOP);
        assertThat(machine.machine().power()).isEqualTo(MachineState.STOPPED);

        Scenario lost =
                Scenario.rented(withoutSaving()).keepsNoDisk().takesSnapshots().hears(Beat.working());
        lost.tell(new Event.LegalHoldSet("a lawsuit"));
        assertThat(lost.commanded(Kind.STOP).counted()).isFalse();
        assertThat(lost.commanded(Kind.HIBERNATE).counted()).isFalse();
        assertThat(lost.commanded(Kind.WAKE).counted()).isTrue();
    }

    /** Where no disk is kept a stop is as final as giving the machine back. */
    @Test
    void theOwnersStopWaitsForASnapshotWhereTheDiskIsLost() {
        Scenario machine =
                Scenario.rented(withoutSaving()).keepsNoDisk().takesSnapshots().hears(Beat.working());

        machine.commanded(Kind.STOP);

        assertThat(machine.order()).containsExactly("Claim", "TakeSnapshot", "VerifySnapshot", "Claim", "Execute");
        assertThat(machine.executed()).allSatisfy(operation -> {
            assertThat(operation.proof()).isNotNull();
            assertThat(operation.target()).isEqualTo(MachineState.STOPPED);
        });
        assertThat(Scenario.rented(withoutSaving())
                        .keepsNoDisk()
                        .hears(Beat.working())
                        .commanded(Kind.STOP)
                        .counted())
                .as("without a store it is refused")
                .isFalse();
    }

    @Test
    void theOwnersStopOfAMachineThatKeepsItsDiskWaitsForNothing() {
        Scenario machine = Scenario.rented(withoutSaving()).takesSnapshots().hears(Beat.working());

        machine.commanded(Kind.STOP);

        assertThat(machine.order()).containsExactly("Claim", "Execute");
    }

    @Test
    void aRefusalOfTheProviderEndsItWithAnAlert() {
        Scenario machine = stopped().providerAnswers(Outcome.REFUSED).commanded(Kind.DESTROY, ACCEPTED);

        assertThat(machine.endings()).containsExactly(Reason.Code.REFUSED);
        assertThat(machine.alerts()).containsExactly(Reason.Code.REFUSED);
    }

    @Test
    void onceTheProviderWasAskedNoCommandTakesItBack() {
        Scenario machine = stopped().providerHangs().commanded(Kind.DESTROY, ACCEPTED);
        assertThat(machine.phase()).isEqualTo(Phase.EXECUTING);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.STOPPING);

        assertThat(machine.commanded(Kind.WAKE).counted()).isFalse();
    }

    /** It went by itself before anybody asked: nothing was done. */
    @Test
    void aMachineThatIsGoneBeforeTheProviderWasAskedWasNotGivenBack() {
        Scenario machine = stopped().runnerSleeps().commanded(Kind.DESTROY, ACCEPTED);

        machine.isGoneFromLists();

        assertThat(machine.endings()).containsExactly(Reason.Code.POWER_CHANGED);
        assertThat(machine.alerts()).containsExactly(Reason.Code.POWER_CHANGED);
    }

    /** T20: it takes three whole lists. A provider answers so to a key that may not see the machine, too. */
    @Test
    void aReadThatFindsNothingIsNoProofThatAMachineIsGone() {
        Scenario machine = Scenario.rented(withoutSaving()).hears(Beat.working());

        machine.tell(new Event.ProviderMissed());

        assertThat(machine.machine().power()).isEqualTo(MachineState.UNKNOWN);
        assertThat(machine.alerts()).isEmpty();
        machine.providerShows(MachineState.RUNNING);
        assertThat(machine.machine().power()).isEqualTo(MachineState.RUNNING);
        assertThat(machine.machine().reporters).isNotEmpty();
    }

    @Test
    void aReadThatFindsNothingBringsNoMachineBackThatIsGone() {
        Scenario machine = stopped().isGoneFromLists();

        machine.tell(new Event.ProviderMissed());

        assertThat(machine.machine().power()).isEqualTo(MachineState.DELETED);
    }

    private static Scenario stopped() {
        return Scenario.rented(withoutSaving())
                .takesSnapshots()
                .hears(Beat.working())
                .passes(Duration.ofSeconds(1))
                .providerShows(MachineState.STOPPED);
    }

    private static LifecycleSettings withoutSaving() {
        return Preset.BALANCED.settings().toBuilder().saveFor(Duration.ZERO).build();
    }
}
