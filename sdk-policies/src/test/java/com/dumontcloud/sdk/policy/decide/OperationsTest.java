package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OperationsTest {

    private static final Duration DUE = Duration.ofMinutes(30);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void anIdleMachineSavesIsStoppedAndIsSeenToBeStopped() {
        Scenario machine = saving().passes(SECOND).hears(Beat.idle());
        String reporter = "agent";
        AgentCommand command = machine.commandFor(reporter).orElseThrow();
        assertThat(command.type()).isEqualTo(AgentCommand.HIBERNATE);
        assertThat(command.args()).containsEntry(AgentCommand.SAVE_FOR_SECONDS, "60");
        assertThat(machine.commandFor("other")).isEmpty();

        machine.passes(SECOND).hears(Beat.idle().result(command.id(), CommandResult.Outcome.RUNNING));
        assertThat(machine.commandFor(reporter)).isEmpty();
        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);

        machine.passes(SECOND).hears(Beat.idle().result(command.id(), CommandResult.Outcome.DONE));
        assertThat(machine.executions()).isOne();
        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.HIBERNATING);
        assertThat(machine.machine().isParked()).isTrue();
    }

    @Test
    void anAgentThatNeverAnswersHasSixtySecondsFromWhenItWasTold() {
        Scenario machine = saving();
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());

        machine.passes(Duration.ofSeconds(59));
        assertThat(machine.executions()).isZero();

        machine.passes(SECOND);
        assertThat(machine.executions()).isOne();
    }

    /** The reply that told it first may have been lost on the way: what it hears now must not promise it more than there is. */
    @Test
    void aCommandThatIsRepeatedNamesTheTimeThatIsLeft() {
        Scenario machine = saving();
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());
        assertThat(machine.commandFor("agent").orElseThrow().args()).containsEntry(AgentCommand.SAVE_FOR_SECONDS, "60");

        machine.passes(Duration.ofSeconds(25)).hears(Beat.idle());
        assertThat(machine.commandFor("agent").orElseThrow().args()).containsEntry(AgentCommand.SAVE_FOR_SECONDS, "35");

        machine.passes(Duration.ofMillis(34_900)).hears(Beat.idle());
        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);
        assertThat(machine.commandFor("agent").orElseThrow().args()).containsEntry(AgentCommand.SAVE_FOR_SECONDS, "0");
    }

    @Test
    void anAgentThatMissesTheHeartbeatThatWouldHaveToldItIsNotWaitedFor() {
        Scenario machine = Scenario.rented(Preset.REACTIVE).hears(Beat.idle(), Duration.ofMinutes(5));
        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);

        machine.passes(Duration.ofSeconds(75 + 60 - 1));
        assertThat(machine.executions()).isZero();

        machine.passes(SECOND);
        assertThat(machine.executions()).isOne();
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.HIBERNATING);
    }

    @Test
    void savingIsDiskAndProcessorWorkAndDoesNotCountAsUse() {
        Scenario machine = saving().passes(SECOND);

        machine.hears(Beat.idle().disk(0, 9_000_000_000L))
                .passes(SECOND)
                .hears(Beat.idle().cpu(100));

        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);
    }

    /** S21, T12b. */
    @Test
    void whoeverReturnsWhileItIsSavedKeepsTheMachine() {
        Scenario machine = saving().passes(SECOND).hears(Beat.idle().typedAgo(1));

        assertThat(machine.phase()).isNull();
        assertThat(machine.endings()).containsExactly(Reason.Code.IN_USE_AGAIN);
        assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);
        assertThat(machine.hibernateIn()).isNull();
        assertThat(machine.executions()).isZero();
    }

    /** S20. */
    @ParameterizedTest
    @EnumSource(KeepAlive.Scope.class)
    void aKeepAliveJustBeforeTheClaimIsHeardAndPeopleAreWarnedAnewAfter(KeepAlive.Scope scope) {
        Scenario machine = Scenario.rented(Preset.BALANCED).runnerSleeps().hears(Beat.idle(), DUE);
        assertThat(machine.phase()).isEqualTo(Phase.INTENDED);
        String operation = machine.operationId();

        machine.keptAlive(Duration.ofMinutes(1), scope).runnerWakes();
        machine.tell(new Event.OperationClaimed(operation, null));

        assertThat(machine.executions()).isZero();
        assertThat(machine.endings()).containsExactly(Reason.Code.KEPT_ALIVE);
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), Duration.ofMinutes(5));
        assertThat(machine.intents()).isOne();
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
    }

    @Test
    void aClaimWithoutAFreshReadIsNoClaim() {
        Scenario machine = Scenario.rented(Preset.BALANCED).runnerSleeps().hears(Beat.idle(), DUE);

        machine.tell(new Event.OperationClaimed(machine.operationId(), null));
        assertThat(machine.phase()).isEqualTo(Phase.INTENDED);
        assertThat(machine.machine().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.UNREADABLE);

        machine.providerShows(MachineState.RUNNING).tell(new Event.OperationClaimed(machine.operationId(), null));
        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);
    }

    @Test
    void aRunnerThatDoesNotComeIsCalledAgain() {
        Scenario machine = Scenario.rented(Preset.BALANCED).runnerSleeps().commanded(Kind.STOP);

        machine.passes(Duration.ofSeconds(30));

        assertThat(machine.times(effect -> effect instanceof Effect.Claim))
                .containsExactly(Duration.ZERO, Duration.ofSeconds(15), Duration.ofSeconds(30));
    }

    @Test
    void aRefusalEndsItWithAnAlertAndABackOff() {
        Scenario machine = Scenario.rented(withoutSaving())
                .providerAnswers(Outcome.REFUSED)
                .hears(Beat.idle(), DUE);

        assertThat(machine.endings()).containsExactly(Reason.Code.REFUSED);
        assertThat(machine.alerts()).containsExactly(Reason.Code.REFUSED);
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);

        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), Duration.ofMinutes(9));
        assertThat(machine.executions()).isOne();
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());
        assertThat(machine.executions()).isEqualTo(2);
    }

    @Test
    void aLostAnswerIsSettledByReading() {
        Scenario machine = Scenario.rented(withoutSaving())
                .providerAnswers(Outcome.UNKNOWN)
                .hears(Beat.idle(), DUE);

        assertThat(machine.executions()).isOne();
        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
    }

    @Test
    void aLostAnswerIsRepeatedOnlyWhenTheStateProvesThatNothingHappened() {
        Scenario machine = Scenario.rented(withoutSaving())
                .providerAnswers(Outcome.UNKNOWN)
                .providerIgnores()
                .hears(Beat.idle(), DUE.plusSeconds(59));
        assertThat(machine.executions()).isOne();

        machine.passes(SECOND).hears(Beat.idle()).passes(Duration.ofSeconds(9));
        assertThat(machine.executions()).isEqualTo(2);

        machine.hears(Beat.idle(), Duration.ofMinutes(14));
        assertThat(machine.executions()).isEqualTo(3);
    }

    @Test
    void noAnswerAtAllIsALostOneAfterAQuarterOfAnHour() {
        Scenario machine = Scenario.rented(withoutSaving()).providerHangs().hears(Beat.idle(), DUE);

        machine.passes(Duration.ofMinutes(15).minusSeconds(1));
        assertThat(machine.phase()).isEqualTo(Phase.EXECUTING);

        machine.passes(SECOND);
        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
    }

    /** S26, T16. */
    @Test
    void whatIsNeverSeenToHappenNeedsAPersonAndIsReadEveryQuarterOfAnHour() {
        Scenario machine = Scenario.rented(withoutSaving()).providerIgnores().hears(Beat.idle(), DUE);

        machine.passes(Duration.ofMinutes(15).minusSeconds(1));
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);

        machine.passes(SECOND);
        assertThat(machine.phase()).isEqualTo(Phase.NEEDS_HUMAN);
        assertThat(machine.alerts()).contains(Reason.Code.NOT_CONFIRMED);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.RUNNING);
        assertThat(machine.count(effect -> effect instanceof Effect.Alert alert
                        && alert.reason().text().contains("0.40 USD/h")))
                .isOne();

        long reads = machine.count(effect -> effect instanceof Effect.ReadProvider);
        machine.passes(Duration.ofMinutes(60));
        assertThat(machine.count(effect -> effect instanceof Effect.ReadProvider))
                .isBetween(reads + 3, reads + 4);
        assertThat(machine.executions()).isOne();

        machine.providerShows(MachineState.STOPPED);
        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
        assertThat(machine.machine().openAlert(machine.now().observedNanos())).isEmpty();
    }

    /** Whoever takes the fleet over cannot know whether the alert of the process before arrived. */
    @Test
    void whatWaitsForAPersonCanBeToldAgain() {
        Scenario machine = Scenario.rented(withoutSaving()).providerIgnores().hears(Beat.idle(), DUE);
        machine.passes(Duration.ofMinutes(75));

        Effect.Alert again =
                machine.machine().openAlert(machine.now().observedNanos()).orElseThrow();

        assertThat(again.severity()).isEqualTo(Effect.Severity.CRITICAL);
        assertThat(again.reason().text()).contains("hibernate", "0.40 USD/h").containsPattern("60 ?min|1 ?h");
    }

    /** T12b: whoever saved in vain is not asked to at once again, and each time after twice as long. */
    @Test
    void whatWasTakenBackThoughTheMachineIsStillUnusedIsIntendedAgainWithBackOff() {
        Scenario machine = Scenario.rented(LifecyclePolicyEngine.of(Preset.BALANCED.settings()));
        machine.hears(Beat.idle().boot("b"), Duration.ofMinutes(31));
        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);

        machine.enters(FleetMode.FROZEN).passes(SECOND);
        machine.leaves(FleetMode.FROZEN).passes(SECOND);
        Duration first = untilIntended(machine);
        machine.enters(FleetMode.FROZEN).passes(SECOND);
        machine.leaves(FleetMode.FROZEN).passes(SECOND);
        Duration second = untilIntended(machine);

        assertThat(first).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
        assertThat(second).isBetween(Duration.ofMinutes(20), Duration.ofMinutes(22));
    }

    /** What an idle machine's back-off is for is no reason to let a cap be passed, nor to leave the next owner's machine on. */
    @Test
    void theBackOffEndsOnceSomebodyWorksAndIsNothingToACap() {
        Scenario machine = Scenario.rented(LifecyclePolicyEngine.of(Preset.BALANCED.settings()));
        machine.hears(Beat.idle().boot("b"), Duration.ofMinutes(31));
        machine.enters(FleetMode.FROZEN).passes(SECOND);
        machine.leaves(FleetMode.FROZEN).passes(SECOND);

        assertThat(machine.machine().earliestNanos())
                .isLessThanOrEqualTo(machine.now().observedNanos());
        machine.hears(Beat.working().boot("b"));
        machine.hears(Beat.idle().boot("b"), Duration.ofMinutes(31));

        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);
    }

    private static Duration untilIntended(Scenario machine) {
        assertThat(machine.machine().operation()).isEmpty();
        Duration taken = Duration.ZERO;
        while (machine.machine().operation().isEmpty() && taken.toHours() < 2) {
            machine.hears(Beat.idle().boot("b")).passes(Duration.ofSeconds(30));
            taken = taken.plusSeconds(30);
        }
        return taken;
    }

    /** The engine's may wait in a mode, such as after a restart; the owner's word works in every mode, and is asked for. */
    @Test
    void whatTheEngineAskedForGivesWayToItsOwnersSameWord() {
        Scenario machine = Scenario.rented(withoutSaving()).providerIgnores().hears(Beat.idle(), DUE);
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);
        machine.enters(FleetMode.RESTARTING);

        machine.providerObeys().commanded(Kind.HIBERNATE);

        assertThat(machine.executions()).isEqualTo(2);
        assertThat(machine.endings()).containsExactly(Reason.Code.SUPERSEDED, Reason.Code.CONFIRMED);
    }

    @Test
    void whatItsOwnerAskedForIsNotAskedForTwiceByTheSameWord() {
        Scenario machine = Scenario.rented(withoutSaving()).providerIgnores().commanded(Kind.STOP);
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);

        assertThat(machine.commanded(Kind.STOP).counted()).isFalse();
    }

    @Test
    void whatNeedsAPersonGivesWayToAnyCommandOfTheOwner() {
        Scenario machine = Scenario.rented(withoutSaving())
                .providerIgnores()
                .hears(Beat.idle(), DUE)
                .passes(Duration.ofMinutes(16));
        assertThat(machine.phase()).isEqualTo(Phase.NEEDS_HUMAN);

        machine.providerObeys().commanded(Kind.STOP);

        assertThat(machine.endings()).containsExactly(Reason.Code.SUPERSEDED, Reason.Code.CONFIRMED);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void theOwnerOverridesWhatTheEngineIntendsAndNotWhatWasAskedOfTheProvider() {
        Scenario machine = saving().commanded(Kind.WAKE);
        assertThat(machine.endings()).containsExactly(Reason.Code.SUPERSEDED, Reason.Code.CONFIRMED);
        assertThat(machine.machine().idleRun()).isEmpty();

        Scenario late = Scenario.rented(withoutSaving()).providerHangs().hears(Beat.idle(), DUE);
        assertThat(late.commanded(Kind.WAKE).counted()).isFalse();
        assertThat(late.phase()).isEqualTo(Phase.EXECUTING);
    }

    /** It may lie queued for half an hour, and start the moment after: that it is seen to be stopped meanwhile is no reason not to ask. */
    @ParameterizedTest
    @EnumSource(names = {"STOP", "HIBERNATE"})
    void aWakeThatIsNotSeenYetGivesWayAndTheProviderIsAsked(Kind wanted) {
        Scenario machine =
                Scenario.rented(withoutSaving()).hears(Beat.working()).commanded(Kind.HIBERNATE);
        machine.providerIgnores().commanded(Kind.WAKE);
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);

        assertThat(machine.commanded(wanted).counted()).isTrue();

        assertThat(machine.executed()).extracting(Operation::kind).containsExactly(Kind.HIBERNATE, Kind.WAKE, wanted);
        assertThat(machine.endings())
                .containsExactly(Reason.Code.CONFIRMED, Reason.Code.SUPERSEDED, Reason.Code.CONFIRMED);
    }

    @Test
    void aWakeThatIsNotSeenYetGivesWayToBeingGivenBack() {
        Scenario machine =
                Scenario.rented(withoutSaving()).hears(Beat.working()).commanded(Kind.HIBERNATE);
        machine.providerIgnores().commanded(Kind.WAKE);

        machine.commanded(Kind.DESTROY, DataLoss.acceptedBy("ana"));

        assertThat(machine.executed())
                .extracting(Operation::kind)
                .containsExactly(Kind.HIBERNATE, Kind.WAKE, Kind.DESTROY);
    }

    @ParameterizedTest
    @CsvSource({"HIBERNATE,WAKE", "HIBERNATE,HIBERNATE", "DESTROY,STOP", "DESTROY,WAKE", "WAKE,REBOOT", "WAKE,WAKE"})
    void whatIsNotSeenYetGivesWayToNothingElse(Kind asked, Kind wanted) {
        Scenario machine = Scenario.rented(withoutSaving()).hears(Beat.working());
        if (asked == Kind.WAKE) {
            machine.commanded(Kind.STOP);
        }
        machine.providerIgnores().commanded(asked, DataLoss.acceptedBy("ana"));
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);

        assertThat(machine.commanded(wanted).counted()).isFalse();
    }

    @Test
    void theOwnersOwnCommandsNeedNoWarningAndHeedNoHold() {
        Scenario machine = Scenario.rented(withoutSaving())
                .keptAlive(Duration.ofHours(1), KeepAlive.Scope.IDLE_AND_ORPHAN)
                .hears(Beat.working())
                .commanded(Kind.HIBERNATE);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.HIBERNATING);

        machine.commanded(Kind.WAKE);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.RUNNING);
        assertThat(machine.machine().isParked()).isFalse();
        assertThat(machine.executions()).isEqualTo(2);
    }

    @Test
    void aMachineThatIsGoneEndsEverything() {
        Scenario machine = saving().tell(new Event.ProviderLost());

        assertThat(machine.phase()).isNull();
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.DELETED);
        assertThat(machine.alerts()).containsExactly(Reason.Code.POWER_CHANGED);

        machine.tell(new Event.ProviderLost()).passes(Duration.ofHours(4));
        assertThat(machine.alerts()).hasSize(1);
    }

    @ParameterizedTest(name = "the agent alone parks it; answers {0}: ended by {1}")
    @CsvSource({"DONE, AGENT_DONE", "FAILED, AGENT_FAILED", "REFUSED, AGENT_FAILED", "UNKNOWN, AGENT_FAILED"})
    void withoutAProviderTheAgentsResultDecides(CommandResult.Outcome answer, Reason.Code ended) {
        Scenario machine = Scenario.unmanaged(Preset.BALANCED).hears(Beat.idle(), DUE);
        assertThat(machine.phase()).isEqualTo(Phase.EXECUTING);
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());
        AgentCommand command = machine.commandFor("agent").orElseThrow();
        assertThat(command.type()).isEqualTo(AgentCommand.HIBERNATE);
        assertThat(command.args()).as("nobody else parks it later").isEmpty();

        machine.passes(SECOND).hears(Beat.idle().result(machine.operationId(), answer));

        assertThat(machine.endings()).containsExactly(ended);
        assertThat(machine.machine().isParked()).isEqualTo(answer == CommandResult.Outcome.DONE);
        assertThat(machine.executions()).isZero();
    }

    /** Between the decision and the heartbeat whose reply tells the agent, somebody may have come. */
    @Test
    void withoutAProviderAnAgentIsNotToldWhatNoLongerStands() {
        Scenario machine = Scenario.unmanaged(Preset.BALANCED).hears(Beat.idle(), DUE);
        assertThat(machine.phase()).isEqualTo(Phase.EXECUTING);

        machine.passes(Duration.ofSeconds(30)).hears(Beat.working());

        assertThat(machine.commandFor("agent")).isEmpty();
        assertThat(machine.phase()).isNull();
        assertThat(machine.endings()).containsExactly(Reason.Code.NO_LONGER_DUE);
    }

    @Test
    void withoutAProviderAnAgentIsNotToldWhileTheFleetIsFrozen() {
        Scenario machine =
                Scenario.unmanaged(Preset.BALANCED).hears(Beat.idle(), DUE).enters(FleetMode.FROZEN);

        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());
        assertThat(machine.commandFor("agent")).isEmpty();

        machine.leaves(FleetMode.FROZEN).passes(Duration.ofSeconds(30)).hears(Beat.idle());
        assertThat(machine.commandFor("agent")).isPresent();
    }

    /** It may have been taken already. */
    @Test
    void withoutAProviderAnAgentIsToldAgainWhatItWasTold() {
        Scenario machine = Scenario.unmanaged(Preset.BALANCED).hears(Beat.idle(), DUE);
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());
        AgentCommand told = machine.commandFor("agent").orElseThrow();

        machine.enters(FleetMode.FROZEN).passes(Duration.ofSeconds(30)).hears(Beat.idle());

        assertThat(machine.commandFor("agent")).contains(told);
    }

    @Test
    void withoutAProviderASilentAgentEndsItAfterAQuarterOfAnHour() {
        Scenario machine = Scenario.unmanaged(Preset.BALANCED)
                .hears(Beat.idle(), DUE)
                .passes(Duration.ofMinutes(15).minusSeconds(1));
        assertThat(machine.phase()).isEqualTo(Phase.EXECUTING);

        machine.passes(SECOND);

        assertThat(machine.endings()).containsExactly(Reason.Code.AGENT_SILENT);
        assertThat(machine.alerts()).contains(Reason.Code.AGENT_SILENT);
    }

    @Test
    void withoutAProviderAParkedMachineIsOnAgainOnceItReports() {
        Scenario machine = Scenario.unmanaged(Preset.BALANCED).hears(Beat.idle(), DUE);
        machine.hears(Beat.idle()).hears(Beat.idle().result(machine.operationId(), CommandResult.Outcome.DONE));
        machine.passes(SECOND).hears(Beat.idle().goodbye(Goodbye.STOPPED));
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.HIBERNATING);

        machine.passes(Duration.ofHours(5));
        assertThat(machine.alerts()).isEmpty();

        machine.hears(Beat.idle());
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.RUNNING);
        assertThat(machine.machine().runningSinceNanos())
                .isEqualTo(machine.now().observedNanos());
    }

    @Test
    void answersToWhatIsNotOpenChangeNothing() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.idle());

        assertThat(machine.tell(new Event.OperationClaimed("op-0", null)).counted())
                .isFalse();
        assertThat(machine.tell(new Event.NoticeAccepted("notice-0")).counted()).isFalse();
        assertThat(machine.tell(new Event.ProviderAnswered(
                                "op-0", com.dumontcloud.sdk.core.provider.ActionReceipt.accepted()))
                        .counted())
                .isFalse();
    }

    private static Scenario saving() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.idle(), DUE);
        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);
        return machine;
    }

    private static com.dumontcloud.sdk.policy.LifecycleSettings withoutSaving() {
        return Preset.BALANCED.settings().toBuilder().saveFor(Duration.ZERO).build();
    }
}
