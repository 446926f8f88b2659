package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilenceTest {

    @ParameterizedTest(name = "{0}: {1} s of silence read {2}")
    @CsvSource({
        "BALANCED, 74, HEALTHY",
        "BALANCED, 75, LATE",
        "BALANCED, 76, LATE",
        "BALANCED, 299, LATE",
        "BALANCED, 300, SUSPECT",
        "BALANCED, 301, SUSPECT",
        "BALANCED, 1799, SUSPECT",
        "BALANCED, 1800, ORPHANED",
        "BALANCED, 1801, ORPHANED",
        "REACTIVE, 149, HEALTHY",
        "REACTIVE, 150, LATE",
        "REACTIVE, 299, LATE",
        "REACTIVE, 300, ORPHANED",
        "SAVER, 899, SUSPECT",
        "SAVER, 900, ORPHANED",
    })
    void climbsAtEachThreshold(Preset preset, long seconds, Liveness expected) {
        Scenario machine = Scenario.rented(preset).hears(Beat.working());

        machine.passes(Duration.ofSeconds(seconds));

        assertThat(machine.liveness()).isEqualTo(expected);
    }

    @Test
    void climbsThroughEveryStepAtOnceWhereNobodyTicked() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.working());

        machine.passesUnseen(Duration.ofMinutes(31)).tell(new Event.Ticked());

        assertThat(machine.liveness()).isEqualTo(Liveness.ORPHANED);
        assertThat(machine.alerts()).containsExactly(Reason.Code.NO_HEARTBEAT);
    }

    @Test
    void aMachineNobodyEverHeardIsNotSilent() {
        Scenario machine = Scenario.rented(Preset.REACTIVE).passes(Duration.ofHours(2));

        assertThat(machine.liveness()).isEqualTo(Liveness.NEVER_SEEN);
        assertThat(machine.alerts()).isEmpty();
        assertThat(machine.intents()).isZero();
    }

    @Test
    void aHeartbeatLeadsBackFromEveryStep() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.working());

        for (int minutes : new int[] {2, 6, 40}) {
            machine.passes(Duration.ofMinutes(minutes)).hears(Beat.working());
            assertThat(machine.liveness()).isEqualTo(Liveness.HEALTHY);
            assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);
        }
    }

    @Test
    void contactIsASignOfLifeAndNoEvidenceOfUse() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.idle(), Duration.ofMinutes(6));

        for (int i = 0; i < 20; i++) {
            machine.passes(Duration.ofSeconds(60)).tell(new Event.Contact());
        }

        assertThat(machine.liveness()).isEqualTo(Liveness.HEALTHY);
        assertThat(machine.activity()).isEqualTo(Activity.INDETERMINATE);
        assertThat(machine.machine().idleRun()).isEmpty();
    }

    @Test
    void activityStaysThroughLateAndIsUnknownFromSuspectOn() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.working());

        machine.passes(Duration.ofSeconds(299));
        assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);

        machine.passes(Duration.ofSeconds(1));
        assertThat(machine.activity()).isEqualTo(Activity.INDETERMINATE);
    }

    @Test
    void theOwnerIsToldOnceAndTheOrphanParkedAfterTwoHours() {
        Scenario machine =
                Scenario.rented(Preset.BALANCED).witnessSays(Witness.DEAD).hears(Beat.working());

        machine.passes(Duration.ofSeconds(7199));
        assertThat(machine.count(effect -> effect instanceof Effect.Notice)).isOne();
        assertThat(machine.intents()).isZero();

        machine.passes(Duration.ofSeconds(1));
        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.HIBERNATING);
        assertThat(machine.alerts()).containsExactly(Reason.Code.NO_HEARTBEAT, Reason.Code.ORPHANED);

        machine.passes(Duration.ofHours(3));
        assertThat(machine.executions()).isOne();
        assertThat(machine.count(effect -> effect instanceof Effect.Notice)).isOne();
    }

    @Test
    void noOrphanIsParkedWhileNobodyTookTheNotice() {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .witnessSays(Witness.DEAD)
                .notifierFails()
                .hears(Beat.working())
                .passes(Duration.ofHours(5));

        assertThat(machine.intents()).isZero();
        assertThat(machine.machine().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.WARNING_PENDING);
    }

    /** What waits for longer than the provider's view holds, which is 2 min, has it renewed, and is not begun anew. */
    @Test
    void anActionThatWaitsKeepsTheProvidersViewFresh() {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .witnessSays(Witness.DEAD)
                .hears(Beat.working())
                .runnerSleeps()
                .passes(Duration.ofSeconds(7200));
        String operation = machine.operationId();

        machine.passes(Duration.ofMinutes(20));
        assertThat(machine.operationId()).isEqualTo(operation);

        machine.runnerWakes().passes(Duration.ofMinutes(1));
        assertThat(machine.executed()).singleElement().extracting(Operation::id).isEqualTo(operation);
    }

    @Test
    void anActionThatWaitsIsTakenBackOnceTheProviderSeesWork() {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .witnessSays(Witness.DEAD)
                .hears(Beat.working())
                .runnerSleeps()
                .passes(Duration.ofSeconds(7200));

        machine.witnessSays(Witness.BUSY).passes(Duration.ofMinutes(2));

        assertThat(machine.endings()).containsExactly(Reason.Code.WITNESS);
    }

    @ParameterizedTest(name = "in a scope of {0} the witness says {1}: parked {2}")
    @CsvSource({
        "10, BUSY, false",
        "10, IDLE, true",
        "10, DEAD, true",
        "10, UNKNOWN, true",
        "3, UNKNOWN, true",
        "3, BUSY, false",
        "2, UNKNOWN, false",
        "2, IDLE, true",
        "2, DEAD, true",
        "2, BUSY, false",
        "1, UNKNOWN, false",
        "1, DEAD, true",
    })
    void theProvidersOwnViewDecidesWhereItContradicts(int scope, Witness witness, boolean parked) {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .inScopeOf(scope)
                .witnessSays(witness)
                .hears(Beat.working())
                .passes(Duration.ofHours(3));

        assertThat(machine.executions()).isEqualTo(parked ? 1 : 0);
    }

    @ParameterizedTest(name = "reactive, in a scope of {0} the witness says {1}: parked {2}")
    @CsvSource({"10, BUSY, true", "3, UNKNOWN, true", "2, UNKNOWN, false", "2, BUSY, false", "1, DEAD, true"})
    void reactiveAsksTheWitnessInSmallScopesOnly(int scope, Witness witness, boolean parked) {
        Scenario machine = Scenario.rented(Preset.REACTIVE)
                .inScopeOf(scope)
                .witnessSays(witness)
                .hears(Beat.working())
                .passes(Duration.ofMinutes(31));

        assertThat(machine.executions()).isEqualTo(parked ? 1 : 0);
    }

    @Test
    void aWitnessThatChangesItsMindIsHeardWithinAMinute() {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .witnessSays(Witness.BUSY)
                .hears(Beat.working())
                .passes(Duration.ofHours(4));
        assertThat(machine.intents()).isZero();

        machine.witnessSays(Witness.IDLE).passes(Duration.ofSeconds(60));

        assertThat(machine.executions()).isOne();
    }

    @Test
    void anOrphanThatSpeaksBeforeTheClaimIsLeftAlone() {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .witnessSays(Witness.DEAD)
                .runnerSleeps()
                .hears(Beat.working())
                .passes(Duration.ofHours(2));
        assertThat(machine.phase()).isEqualTo(Operation.Phase.INTENDED);

        machine.hears(Beat.working());

        assertThat(machine.phase()).isNull();
        assertThat(machine.endings()).containsExactly(Reason.Code.HEARD_AGAIN);
        assertThat(machine.executions()).isZero();
    }

    @Test
    void aRefusedStopIsTriedAgainAfterEverLongerPauses() {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .witnessSays(Witness.DEAD)
                .providerAnswers(ActionReceipt.Outcome.REFUSED)
                .hears(Beat.working())
                .passes(Duration.ofHours(2).plusMinutes(75));

        assertThat(machine.times(effect -> effect instanceof Effect.Execute))
                .containsExactly(
                        Duration.ofMinutes(120),
                        Duration.ofMinutes(130),
                        Duration.ofMinutes(150),
                        Duration.ofMinutes(190));
    }

    @Test
    void aMachineWithoutAProviderIsReportedAndNothingElse() {
        Scenario machine =
                Scenario.unmanaged(Preset.BALANCED).hears(Beat.working()).passes(Duration.ofHours(6));

        assertThat(machine.liveness()).isEqualTo(Liveness.ORPHANED);
        assertThat(machine.alerts()).containsExactly(Reason.Code.NO_HEARTBEAT, Reason.Code.ORPHANED);
        assertThat(machine.count(effect -> effect instanceof Effect.Notice)).isOne();
        assertThat(machine.intents()).isZero();
    }

    @Test
    void aFlatKeepAliveTurnsAnOrphanBackIntoASuspectAndHoldsItThere() {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .witnessSays(Witness.DEAD)
                .hears(Beat.working())
                .passes(Duration.ofMinutes(100));
        assertThat(machine.liveness()).isEqualTo(Liveness.ORPHANED);

        machine.keptAlive(Duration.ofMinutes(60), KeepAlive.Scope.IDLE_AND_ORPHAN);
        assertThat(machine.liveness()).isEqualTo(Liveness.SUSPECT);

        machine.passes(Duration.ofSeconds(3599));
        assertThat(machine.liveness()).isEqualTo(Liveness.SUSPECT);
        assertThat(machine.intents()).isZero();

        machine.passes(Duration.ofSeconds(1));
        assertThat(machine.liveness()).isEqualTo(Liveness.ORPHANED);
        assertThat(machine.executions()).isOne();
    }

    @Test
    void aNestedKeepAliveDoesNotCoverSilence() {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .witnessSays(Witness.DEAD)
                .hears(Beat.working())
                .keptAlive(Duration.ofHours(24), KeepAlive.Scope.IDLE)
                .passes(Duration.ofHours(2));

        assertThat(machine.executions()).isOne();
    }

    @Test
    void silenceIsFrozenWhileParkedAndStartsAnewOnWaking() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.working());
        machine.providerShows(MachineState.STOPPED).passes(Duration.ofHours(9));
        assertThat(machine.liveness()).isEqualTo(Liveness.HEALTHY);

        machine.providerShows(MachineState.UNKNOWN).providerShows(MachineState.RUNNING);
        machine.passes(Duration.ofSeconds(74));
        assertThat(machine.liveness()).isEqualTo(Liveness.HEALTHY);

        machine.passes(Duration.ofSeconds(1));
        assertThat(machine.liveness()).isEqualTo(Liveness.LATE);
    }
}
