package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.core.model.SnapshotRef;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import com.dumontcloud.sdk.policy.decide.Scenario.Snapshots;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes before a machine is turned off, where copies of machines are kept: T12a, T13, T14, D2 and S18. */
class SnapshotsTest {

    /** T13: what was written after the copy would be lost with the disk. */
    @Test
    void aCopyOfAMachineThatWorkedOnIsMadeAgain() {
        Scenario machine = Scenario.rented(withoutSaving()).keepsNoDisk().takesSnapshots();
        OwnerLease lease = new OwnerLease("train-7", machine.now().wall().plus(MINUTE), MINUTE, false);
        machine.snapshots(Snapshots.HANG).leased(lease).hears(Beat.working(), Duration.ofMinutes(4));
        assertThat(machine.phase()).isEqualTo(Phase.SNAPSHOTTING);

        machine.newestSnapshot(machine.now().wall()).snapshots(Snapshots.SOUND).runnerSleeps();
        machine.tell(new Event.SnapshotTaken(machine.operationId(), 1, new SnapshotRef(Beat.MACHINE, "s-1")));
        assertThat(machine.phase()).isEqualTo(Phase.VERIFIED);
        machine.passes(SECOND).hears(Beat.working()).runnerWakes().passes(Duration.ofSeconds(15));
        assertThat(machine.phase()).isEqualTo(Phase.SNAPSHOTTING);
        assertThat(machine.executions()).isZero();

        machine.passes(MINUTE);
        assertThat(machine.executed())
                .singleElement()
                .satisfies(executed -> assertThat(executed.proof().createdAt())
                        .isAfter(lease.until().plus(Duration.ofMinutes(3))));
    }

    /** I1: whoever accepts that an unused machine is lost accepts nothing else. */
    @Test
    void whatMayBeGivenBackWhileUnusedIsNotOnceItRan() {
        Scenario unused = Scenario.starting(withoutSaving());
        unused.commanded(Kind.DESTROY, DataLoss.ofUnused("a failover"));
        assertThat(unused.executions()).isOne();

        Scenario running = Scenario.starting(withoutSaving());
        running.runnerSleeps().commanded(Kind.DESTROY, DataLoss.ofUnused("a failover"));
        running.providerShows(MachineState.RUNNING).runnerWakes().passes(MINUTE);
        assertThat(running.endings()).containsExactly(Reason.Code.USED_BY_NOW);

        Scenario ran = Scenario.starting(withoutSaving()).providerShows(MachineState.RUNNING);
        ran.providerShows(MachineState.FAILED).commanded(Kind.DESTROY, DataLoss.ofUnused("a failover"));
        ran.passes(MINUTE);
        assertThat(ran.endings()).containsExactly(Reason.Code.USED_BY_NOW);

        Scenario heard = Scenario.starting(withoutSaving());
        heard.hears(Beat.idle()).commanded(Kind.DESTROY, DataLoss.ofUnused("a failover"));
        heard.passes(MINUTE);
        assertThat(heard.endings()).containsExactly(Reason.Code.USED_BY_NOW);

        assertThat(running.executions() + ran.executions() + heard.executions()).isZero();
    }

    private static final Duration DUE = Duration.ofMinutes(30);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void anIdleMachineIsCopiedAndTheCopyReadBackBeforeItIsStopped() {
        Scenario machine = Scenario.rented(withoutSaving()).takesSnapshots().hears(Beat.idle(), DUE);

        assertThat(machine.order()).containsExactly("Claim", "TakeSnapshot", "VerifySnapshot", "Claim", "Execute");
        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
        assertThat(machine.machine().isParked()).isTrue();
    }

    @Test
    void programsSaveBeforeItIsCopied() {
        Scenario machine = Scenario.rented(Preset.BALANCED).takesSnapshots().hears(Beat.idle(), DUE);
        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);
        assertThat(machine.count(effect -> effect instanceof Effect.TakeSnapshot))
                .isZero();

        machine.passes(SECOND).hears(Beat.idle(), Duration.ofMinutes(2));

        assertThat(machine.order()).containsSubsequence("TakeSnapshot", "VerifySnapshot", "Execute");
    }

    /** T14: without a store of snapshots D1 goes straight on. */
    @Test
    void withoutAStoreAMachineThatKeepsItsDiskIsStoppedStraightAway() {
        Scenario machine = Scenario.rented(withoutSaving()).hears(Beat.idle(), DUE);

        assertThat(machine.order()).containsExactly("Claim", "Execute");
    }

    /** D2. */
    @Test
    void whereTheProviderKeepsNoDiskTheMachineIsGivenBackOnceItsCopyWasReadBack() {
        Scenario machine = secured(Scenario.rented(withoutSaving()));

        assertThat(machine.order()).containsExactly("Claim", "TakeSnapshot", "VerifySnapshot", "Claim", "Execute");
        assertThat(machine.executed()).allSatisfy(operation -> {
            assertThat(operation.releases()).isTrue();
            assertThat(operation.proof()).isNotNull();
            assertThat(operation.target()).isEqualTo(MachineState.DELETED);
        });
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.HIBERNATING);
    }

    /** T16: only lists tell that what was given back is gone. */
    @Test
    void whatIsGivenBackIsGoneOnceListsLackIt() {
        Scenario machine = secured(Scenario.rented(withoutSaving()));
        machine.passes(Duration.ofMinutes(4));
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);
        assertThat(machine.machine().power()).isEqualTo(MachineState.RUNNING);

        machine.isGoneFromLists();

        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.DELETED);
        assertThat(machine.alerts()).containsExactly(Reason.Code.RELEASED);
        machine.passes(Duration.ofDays(9));
        assertThat(machine.executions()).isOne();
    }

    @Test
    void whatNoListLosesNeedsAPersonAfterAQuarterOfAnHourAndIsClosedWhenOneDoes() {
        Scenario machine = secured(Scenario.rented(withoutSaving()).providerIgnores());

        machine.passes(Duration.ofMinutes(15).minusSeconds(1));
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);
        machine.passes(SECOND);
        assertThat(machine.phase()).isEqualTo(Phase.NEEDS_HUMAN);
        assertThat(machine.alerts()).contains(Reason.Code.NOT_CONFIRMED);

        machine.passes(Duration.ofHours(2)).isGoneFromLists();
        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
        assertThat(machine.executions()).isOne();
    }

    /** A machine on its way out may show as stopped: only one that still runs was certainly left alone. */
    @Test
    void aLostAnswerToGivingBackIsRepeatedOnlyWhileTheMachineRuns() {
        Scenario running =
                secured(Scenario.rented(withoutSaving()).providerIgnores().providerAnswers(Outcome.UNKNOWN));
        running.passes(Duration.ofSeconds(59));
        assertThat(running.executions()).isOne();
        running.passes(Duration.ofSeconds(6));
        assertThat(running.executions()).isEqualTo(2);

        Scenario stopped =
                secured(Scenario.rented(withoutSaving()).providerIgnores().providerAnswers(Outcome.UNKNOWN));
        stopped.providerShows(MachineState.STOPPED).passes(Duration.ofHours(1));
        assertThat(stopped.executions()).isOne();
        assertThat(stopped.phase()).isEqualTo(Phase.NEEDS_HUMAN);
    }

    /** S18, T14. */
    @ParameterizedTest
    @EnumSource(names = {"FAIL", "CORRUPT"})
    void aSnapshotThatFailsThreeTimesDoesNotKeepAMachineOnThatKeepsItsDisk(Snapshots become) {
        Scenario machine = Scenario.rented(withoutSaving())
                .takesSnapshots()
                .snapshots(become)
                .hears(Beat.idle(), DUE);
        assertThat(taken(machine)).containsExactly(DUE);

        machine.hears(Beat.idle(), MINUTE.minusSeconds(1));
        assertThat(taken(machine)).hasSize(1);
        machine.passes(SECOND);
        assertThat(taken(machine)).hasSize(2);
        machine.hears(Beat.idle(), MINUTE.multipliedBy(4).minusSeconds(1));
        assertThat(taken(machine)).hasSize(2);
        assertThat(machine.executions()).isZero();
        machine.passes(SECOND);

        assertThat(taken(machine)).containsExactly(DUE, DUE.plus(MINUTE), DUE.plus(MINUTE.multipliedBy(5)));
        assertThat(machine.alerts()).containsExactly(Reason.Code.SNAPSHOT_FAILED);
        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
        assertThat(machine.executed())
                .allSatisfy(operation -> assertThat(operation.releases()).isFalse());
    }

    /** S18, T14: no D2. */
    @ParameterizedTest
    @EnumSource(names = {"FAIL", "CORRUPT", "HANG"})
    void whereTheDiskWouldBeLostAMachineWithoutASnapshotIsLeftToPeople(Snapshots become) {
        Scenario machine = Scenario.rented(withoutSaving())
                .keepsNoDisk()
                .takesSnapshots()
                .snapshots(become)
                .hears(Beat.idle(), DUE.plusHours(4));

        assertThat(machine.executions()).isZero();
        assertThat(machine.phase()).isEqualTo(Phase.NEEDS_HUMAN);
        assertThat(machine.alerts()).containsExactly(Reason.Code.NOT_SECURED);
        assertThat(machine.count(effect -> effect instanceof Effect.Alert alert
                        && alert.reason().text().contains("0.40 USD/h")))
                .isOne();
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void whoeverComesBackToAMachineThatNobodyCouldCopyHasItBack() {
        Scenario machine = Scenario.rented(withoutSaving())
                .keepsNoDisk()
                .takesSnapshots()
                .snapshots(Snapshots.FAIL)
                .hears(Beat.idle(), DUE.plusMinutes(10));
        assertThat(machine.phase()).isEqualTo(Phase.NEEDS_HUMAN);

        machine.passes(SECOND).hears(Beat.working());
        assertThat(machine.phase()).isNull();

        machine.snapshots(Snapshots.SOUND).passes(SECOND).hears(Beat.idle(), DUE);
        assertThat(machine.executions()).isOne();
    }

    /** S18. */
    @Test
    void aSnapshotThatTakesTooLongCountsAsFailedAndItsLateAnswerForNothing() {
        LifecycleSettings settings = withoutSaving().toBuilder()
                .snapshotWithin(Duration.ofMinutes(10))
                .build();
        Scenario machine = Scenario.rented(settings)
                .keepsNoDisk()
                .takesSnapshots()
                .snapshots(Snapshots.HANG)
                .hears(Beat.idle(), DUE);
        Operation first = machine.machine().operation().orElseThrow();

        machine.hears(Beat.idle(), Duration.ofMinutes(10).minusSeconds(1));
        assertThat(machine.machine().operation().orElseThrow().snapshot().step())
                .isEqualTo(SnapshotWork.Step.TAKING);
        machine.passes(SECOND);
        assertThat(machine.machine().operation().orElseThrow().snapshot().step())
                .isEqualTo(SnapshotWork.Step.PAUSING);

        int asked = first.snapshot().asked();
        SnapshotRef ref = new SnapshotRef(Beat.MACHINE, "late");
        assertThat(machine.tell(new Event.SnapshotTaken(first.id(), asked, ref)).counted())
                .isFalse();
        SnapshotProof proof =
                new SnapshotProof(ref, machine.now().wall(), machine.now().wall(), 1, "sha256:00");
        assertThat(machine.tell(new Event.SnapshotVerified(first.id(), asked, proof))
                        .counted())
                .isFalse();

        machine.hears(Beat.idle(), MINUTE);
        Operation second = machine.machine().operation().orElseThrow();
        assertThat(second.snapshot().asked()).isGreaterThan(asked);
        assertThat(machine.tell(new Event.SnapshotVerified(
                                second.id(), second.snapshot().asked(), proof))
                        .counted())
                .as("nothing was to be read back yet")
                .isFalse();
        assertThat(machine.executions()).isZero();
    }

    @Test
    void aSnapshotOfAnotherMachineIsNone() {
        Scenario machine = Scenario.rented(withoutSaving())
                .keepsNoDisk()
                .takesSnapshots()
                .snapshotsOf("m-2")
                .hears(Beat.idle(), DUE.plusMinutes(10));

        assertThat(machine.executions()).isZero();
        assertThat(machine.phase()).isEqualTo(Phase.NEEDS_HUMAN);
    }

    /** A store that gives back what it had: the machine was saved to since. */
    @Test
    void whatWasTakenBeforeItWasAskedForIsTooOld() {
        Scenario machine = Scenario.rented(withoutSaving())
                .keepsNoDisk()
                .takesSnapshots()
                .snapshots(Snapshots.HANG)
                .hears(Beat.idle(), DUE);
        Operation open = machine.machine().operation().orElseThrow();
        SnapshotRef ref = new SnapshotRef(Beat.MACHINE, "old");
        machine.tell(new Event.SnapshotTaken(open.id(), open.snapshot().asked(), ref));
        Operation reading = machine.machine().operation().orElseThrow();

        SnapshotProof old = new SnapshotProof(
                ref, machine.now().wall().minusNanos(1), machine.now().wall(), 1, "sha256:00");
        machine.tell(new Event.SnapshotVerified(open.id(), reading.snapshot().asked(), old));

        assertThat(machine.machine().operation().orElseThrow().snapshot().step())
                .isEqualTo(SnapshotWork.Step.PAUSING);
        assertThat(machine.executions()).isZero();
    }

    /** T12b. */
    @Test
    void whoeverReturnsWhileItIsCopiedKeepsTheMachine() {
        Scenario machine = copying();

        machine.passes(SECOND).hears(Beat.idle().typedAgo(1));

        assertThat(machine.phase()).isNull();
        assertThat(machine.endings()).containsExactly(Reason.Code.IN_USE_AGAIN);
        assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);
    }

    @Test
    void copyingIsDiskAndProcessorWorkAndDoesNotCountAsUse() {
        Scenario machine = copying();

        machine.passes(SECOND)
                .hears(Beat.idle().disk(0, 9_000_000_000L))
                .passes(SECOND)
                .hears(Beat.idle().cpu(100));

        assertThat(machine.phase()).isEqualTo(Phase.SNAPSHOTTING);
    }

    @Test
    void oneThatFallsSilentWhileItIsCopiedIsNotTurnedOffForHavingBeenIdle() {
        Scenario machine = copying();

        machine.passes(Duration.ofSeconds(75));

        assertThat(machine.phase()).isNull();
        assertThat(machine.executions()).isZero();
    }

    /** S24: its provider stops it in the middle. */
    @Test
    void anInterruptionWhileItIsCopiedEndsTheOperationAndNothingIsAskedFor() {
        Scenario machine = copying();

        machine.providerShows(MachineState.STOPPED).snapshots(Snapshots.SOUND).passes(Duration.ofHours(3));

        assertThat(machine.endings()).containsExactly(Reason.Code.POWER_CHANGED);
        assertThat(machine.executions()).isZero();
        assertThat(machine.machine().power()).isEqualTo(MachineState.STOPPED);
        assertThat(machine.machine().isParked()).isFalse();
    }

    /** The machine may have been used while it was copied: the guards are asked again, on a fresh read. */
    @Test
    void aCopyThatIsReadBackIsFollowedByAnotherClaim() {
        Scenario machine = Scenario.rented(withoutSaving()).keepsNoDisk().takesSnapshots();
        machine.hears(Beat.idle(), DUE.minusSeconds(1))
                .runnerSleeps()
                .passes(SECOND)
                .hears(Beat.idle());
        String operation = machine.operationId();
        machine.providerShows(MachineState.RUNNING).tell(new Event.OperationClaimed(operation, null));
        assertThat(machine.phase()).isEqualTo(Phase.VERIFIED);

        machine.passes(Duration.ofSeconds(14));
        assertThat(machine.intents()).isEqualTo(2);
        machine.passes(SECOND);
        assertThat(machine.intents()).isEqualTo(3);

        machine.providerShows(MachineState.UNKNOWN).tell(new Event.OperationClaimed(operation, null));
        assertThat(machine.executions()).isZero();
        assertThat(machine.endings()).containsExactly(Reason.Code.NOT_RUNNING);
    }

    @Test
    void aProofHoldsForAQuarterOfAnHourAndIsThenMadeAnew() {
        Scenario machine =
                Scenario.rented(withoutSaving()).keepsNoDisk().takesSnapshots().hears(Beat.idle());
        machine.runnerSleeps().commanded(Kind.HIBERNATE);
        machine.providerShows(MachineState.RUNNING).tell(new Event.OperationClaimed(machine.operationId(), null));
        assertThat(machine.phase()).isEqualTo(Phase.VERIFIED);

        machine.passes(Duration.ofMinutes(15).minusSeconds(1));
        assertThat(taken(machine)).hasSize(1);
        machine.passes(SECOND);
        assertThat(taken(machine)).hasSize(2);

        machine.runnerWakes().passes(Duration.ofSeconds(15));
        assertThat(machine.executions()).isOne();
    }

    /** An interrupted snapshot is taken again, never trusted. */
    @Test
    void whatAProcessLeftInTheMiddleIsDoneAgain() {
        Scenario taking = Scenario.rented(withoutSaving())
                .keepsNoDisk()
                .takesSnapshots()
                .hears(Beat.idle())
                .snapshots(Snapshots.HANG)
                .commanded(Kind.HIBERNATE);
        assertThat(taking.phase()).isEqualTo(Phase.SNAPSHOTTING);
        Scenario readBack = Scenario.rented(withoutSaving())
                .keepsNoDisk()
                .takesSnapshots()
                .hears(Beat.idle())
                .runnerSleeps()
                .commanded(Kind.HIBERNATE)
                .providerShows(MachineState.RUNNING);
        readBack.tell(new Event.OperationClaimed(readBack.operationId(), null)).runnerWakes();
        assertThat(readBack.phase()).isEqualTo(Phase.VERIFIED);

        for (Scenario left : List.of(taking, readBack)) {
            assertThat(taken(left)).hasSize(1);

            left.snapshots(Snapshots.SOUND).tell(new Event.SnapshotInterrupted(left.operationId()));

            assertThat(taken(left)).hasSize(2);
            assertThat(left.executions()).isOne();
        }
    }

    /** Section 7: an orphan cannot be copied through its dead agent. The only safe action is a stop that keeps the disk. */
    @Test
    void aSilentMachineIsStoppedWithoutACopyAndOnlyWhereItsDiskIsKept() {
        Scenario kept = Scenario.rented(Preset.BALANCED)
                .takesSnapshots()
                .witnessSays(Witness.IDLE)
                .hears(Beat.working())
                .passes(Duration.ofHours(3));
        assertThat(taken(kept)).isEmpty();
        assertThat(kept.executions()).isOne();

        Scenario lost = Scenario.rented(Preset.BALANCED)
                .takesSnapshots()
                .keepsNoDisk()
                .witnessSays(Witness.DEAD)
                .hears(Beat.working())
                .passes(Duration.ofHours(9));
        assertThat(lost.intents()).isZero();
        assertThat(lost.alerts()).containsExactly(Reason.Code.NO_HEARTBEAT, Reason.Code.ORPHANED);
        assertThat(lost.machine().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.DISK_NOT_KEPT);
    }

    @Test
    void oneWhoseWorkIsFinishedIsCopiedThoughNothingReportsAnyMore() {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .takesSnapshots()
                .witnessSays(Witness.IDLE)
                .hears(Beat.working())
                .hears(Beat.idle().goodbye(Goodbye.FINISHED))
                .passes(Duration.ofHours(1));

        assertThat(machine.order()).containsSubsequence("TakeSnapshot", "VerifySnapshot", "Execute");
    }

    @Test
    void withoutAStoreNothingIsParkedNorWarnedWhoseDiskWouldBeLost() {
        Scenario machine = Scenario.rented(withoutSaving()).keepsNoDisk().hears(Beat.idle(), Duration.ofHours(2));

        assertThat(machine.intents()).isZero();
        assertThat(machine.hibernateIn()).isNull();
        assertThat(machine.machine().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.DISK_NOT_KEPT);
    }

    private static List<Duration> taken(Scenario machine) {
        return machine.times(effect -> effect instanceof Effect.TakeSnapshot);
    }

    private static Scenario secured(Scenario machine) {
        machine.keepsNoDisk().takesSnapshots().hears(Beat.idle(), DUE);
        assertThat(machine.executions()).isOne();
        return machine;
    }

    private static Scenario copying() {
        Scenario machine = Scenario.rented(withoutSaving())
                .keepsNoDisk()
                .takesSnapshots()
                .snapshots(Snapshots.HANG)
                .hears(Beat.idle(), DUE);
        assertThat(machine.phase()).isEqualTo(Phase.SNAPSHOTTING);
        return machine;
    }

    private static LifecycleSettings withoutSaving() {
        return Preset.BALANCED.settings().toBuilder().saveFor(Duration.ZERO).build();
    }
}
