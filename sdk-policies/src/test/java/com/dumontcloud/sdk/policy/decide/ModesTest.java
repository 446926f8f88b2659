package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What a mode of the scope does to one machine: it makes what is due wait, and touches nothing else. */
class ModesTest {

    private static final Duration DUE = Duration.ofMinutes(31);

    private final Scenario machine = Scenario.rented(Preset.BALANCED);

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"SHADOW", "NOTIFIER_BLIND"})
    void whatIsDueWaitsWarnedAndGoesOnOnceTheModeIsOver(FleetMode mode) {
        machine.enters(mode).hears(Beat.idle(), DUE);

        assertThat(machine.intents()).isZero();
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
        assertThat(machine.hibernateIn()).isZero();
        assertThat(machine.machine().waiting()).contains(Cause.IDLE);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.RUNNING);

        machine.leaves(mode).passes(Duration.ofSeconds(1));
        assertThat(machine.intents()).isOne();
        assertThat(machine.machine().waiting()).isEmpty();
    }

    @Test
    void thePendingReasonSaysWhy() {
        machine.enters(FleetMode.FROZEN).hears(Beat.idle(), DUE);

        assertThat(machine.machine().pending()).contains(Reason.of(Reason.Code.FROZEN, "frozen"));
    }

    @Test
    void whoeverComesBackWhileItWaitsKeepsTheMachine() {
        machine.enters(FleetMode.FROZEN).hears(Beat.idle(), DUE).hears(Beat.working());

        machine.leaves(FleetMode.FROZEN).hears(Beat.working(), Duration.ofMinutes(5));

        assertThat(machine.intents()).isZero();
        assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);
    }

    @Test
    void livenessAlertsAndNoticesGoOn() {
        machine.enters(FleetMode.SILENCE_PAUSED).hears(Beat.working()).passes(Duration.ofHours(3));

        assertThat(machine.liveness()).isEqualTo(Liveness.ORPHANED);
        assertThat(machine.alerts()).containsExactly(Reason.Code.NO_HEARTBEAT);
        assertThat(machine.count(effect -> effect instanceof Effect.Notice)).isOne();
        assertThat(machine.intents()).isZero();
        assertThat(machine.machine().waiting()).contains(Cause.ORPHAN);
    }

    @Test
    void theProviderIsNotAskedForItsViewWhileNothingMayFollow() {
        machine.enters(FleetMode.FROZEN).hears(Beat.working()).passes(Duration.ofHours(6));

        assertThat(machine.count(effect -> effect instanceof Effect.AskWitness)).isOne();
        machine.witnessSays(Witness.DEAD).leaves(FleetMode.FROZEN).passes(Duration.ofSeconds(2));
        assertThat(machine.executions()).isOne();
    }

    @Test
    void aMachineThatSaidItIsDoneWaitsToo() {
        machine.enters(FleetMode.RESTARTING).hears(Beat.idle().goodbye(Goodbye.FINISHED));
        machine.passes(Duration.ofHours(1));

        assertThat(machine.intents()).isZero();
        assertThat(machine.machine().waiting()).contains(Cause.FINISHED);
        machine.leaves(FleetMode.RESTARTING).passes(Duration.ofSeconds(2));
        assertThat(machine.intents()).isOne();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FAILOVER")
    void theOwnersCommandsAreCarriedOutInEveryMode(Operation.Kind kind) {
        for (FleetMode mode : FleetMode.values()) {
            Scenario owned = Scenario.rented(Preset.BALANCED).enters(mode);
            boolean runs = kind.endsPrograms();
            owned.providerShows(runs ? MachineState.RUNNING : MachineState.STOPPED);

            owned.commanded(kind, DataLoss.acceptedBy("ana")).passes(Duration.ofSeconds(10));

            assertThat(owned.executions()).as(mode.text()).isOne();
        }
    }

    @Test
    void anIntentThatWasNotTakenUpYetWaitsAndIsNotTakenBack() {
        machine.runnerSleeps().hears(Beat.idle(), Duration.ofMinutes(30));
        String operation = machine.operationId();

        machine.enters(FleetMode.FROZEN).runnerWakes().hears(Beat.idle(), Duration.ofMinutes(10));
        assertThat(machine.tell(new Event.OperationClaimed(operation, null)).phase())
                .isEqualTo(Operation.Phase.INTENDED);
        assertThat(machine.operationId()).isEqualTo(operation);
        assertThat(machine.machine().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.FROZEN);
        assertThat(machine.intents()).as("claims while frozen").isOne();

        machine.leaves(FleetMode.FROZEN).hears(Beat.idle(), Duration.ofSeconds(20));
        assertThat(machine.phase()).isEqualTo(Operation.Phase.QUIESCING);
        assertThat(machine.operationId()).isEqualTo(operation);
    }

    /** What the agent saved would be stale by the time that the mode is over. */
    @Test
    void anOperationForWhichTheAgentSavesIsTakenBackAndIntendedAnew() {
        machine.hears(Beat.idle(), Duration.ofMinutes(30));
        String operation = machine.operationId();
        assertThat(machine.phase()).isEqualTo(Operation.Phase.QUIESCING);

        machine.enters(FleetMode.CLOCK_SUSPECT).passes(Duration.ofSeconds(1));
        assertThat(machine.endings()).hasSize(1);
        assertThat(machine.machine().operation()).isEmpty();
        machine.leaves(FleetMode.CLOCK_SUSPECT)
                .passes(Duration.ofSeconds(29))
                .hears(Beat.idle(), Duration.ofMinutes(5));
        assertThat(machine.machine().operation()).as("within the back-off").isEmpty();
        machine.hears(Beat.idle(), Duration.ofMinutes(5));

        assertThat(machine.operationId()).isNotEqualTo(operation);
        assertThat(machine.phase()).isEqualTo(Operation.Phase.QUIESCING);
        assertThat(machine.executions()).isZero();
    }

    @Test
    void anAgentsWordThatItSavedDoesNotOverrideAMode() {
        machine.hears(Beat.idle(), Duration.ofMinutes(30)).passes(Duration.ofSeconds(10));
        String operation = machine.operationId();

        machine.enters(FleetMode.FROZEN).hears(Beat.idle().result(operation, CommandResult.Outcome.DONE));

        assertThat(machine.executions()).isZero();
    }

    @Test
    void aChangeWhoseAnswerWasLostIsNotAskedForAgainInAMode() {
        machine.providerIgnores()
                .providerAnswers(ActionReceipt.Outcome.UNKNOWN)
                .hears(Beat.idle(), Duration.ofMinutes(32));
        assertThat(machine.executions()).isOne();

        machine.enters(FleetMode.STORE_FAILED).hears(Beat.idle(), Duration.ofMinutes(5));
        assertThat(machine.executions()).isOne();

        machine.leaves(FleetMode.STORE_FAILED).hears(Beat.idle(), Duration.ofSeconds(10));
        assertThat(machine.executions()).isEqualTo(2);
    }

    @Test
    void aMachineWhoseTurnHasNotComeWaitsWithoutBeingLookedAt() {
        machine.waitsForItsTurn(true).hears(Beat.idle(), DUE);

        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
        assertThat(machine.hibernateIn()).isZero();
        assertThat(machine.machine().pending()).contains(Reason.of(Reason.Code.OUT_OF_TURN));
        assertThat(machine.intents()).isZero();

        machine.waitsForItsTurn(false).passes(Duration.ofSeconds(1));
        assertThat(machine.intents()).isOne();
    }

    @Test
    void inShadowEverythingIsDecidedAndNothingIsCarriedOut() {
        Scenario real = Scenario.rented(Preset.BALANCED).hears(Beat.idle(), DUE);

        machine.enters(FleetMode.SHADOW).hears(Beat.idle(), Duration.ofHours(2));

        assertThat(machine.times(effect -> effect instanceof Effect.Claim))
                .isEqualTo(real.times(effect -> effect instanceof Effect.Claim));
        assertThat(machine.executions()).isZero();
        assertThat(machine.endings()).containsExactly(Reason.Code.SHADOW);
        assertThat(machine.machine().shadowed()).contains(Cause.IDLE);
        assertThat(machine.alerts()).isEmpty();
        assertThat(machine.commandFor("agent")).isEmpty();
    }

    @Test
    void aShadowEndsWithTheUseOfTheMachine() {
        machine.enters(FleetMode.SHADOW).hears(Beat.idle(), DUE).hears(Beat.working());
        assertThat(machine.machine().shadowed()).isEmpty();

        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), DUE);
        assertThat(machine.endings()).containsExactly(Reason.Code.SHADOW, Reason.Code.SHADOW);
    }

    @Test
    void whatStandsWhenTheShadowEndsIsCarriedOutAfterAWarning() {
        machine.enters(FleetMode.SHADOW).hears(Beat.idle(), DUE);

        machine.leaves(FleetMode.SHADOW).passes(Duration.ofSeconds(30)).hears(Beat.idle(), Duration.ofMinutes(8));

        assertThat(machine.executions()).isOne();
    }

    @Test
    void anOrphanInShadowIsLeftWhereItIs() {
        machine.enters(FleetMode.SHADOW)
                .witnessSays(Witness.DEAD)
                .hears(Beat.working())
                .passes(Duration.ofHours(8));

        assertThat(machine.intents()).isOne();
        assertThat(machine.executions()).isZero();
        assertThat(machine.machine().shadowed()).contains(Cause.ORPHAN);
    }

    @Test
    void anAgentThatWouldParkItsOwnMachineIsNotAskedToInShadow() {
        Scenario own = Scenario.unmanaged(Preset.BALANCED).enters(FleetMode.SHADOW);

        own.hears(Beat.idle(), Duration.ofHours(1));

        assertThat(own.intents()).isOne();
        assertThat(own.commandFor("agent")).isEmpty();
        assertThat(own.phase()).isNull();
    }
}
