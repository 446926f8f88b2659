package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** T25: a machine that runs for a day, of which nobody ever heard anything. */
class NoEvidenceTest {

    private static final Duration DAY = Duration.ofHours(24);

    private final Scenario machine = Scenario.rented(Preset.BALANCED);

    @Test
    void itsOwnerIsToldOnceAfterTheTimeOfASuspectAndItNeverCountsAsOrphaned() {
        machine.passes(Duration.ofSeconds(299));
        assertThat(machine.count(effect -> effect instanceof Effect.Notice)).isZero();

        machine.passes(DAY.minusMinutes(10));

        assertThat(machine.times(effect -> effect instanceof Effect.Notice)).containsExactly(Duration.ofMinutes(5));
        assertThat(machine.liveness()).isEqualTo(Liveness.NEVER_SEEN);
        assertThat(machine.intents()).isZero();
        assertThat(machine.alerts()).isEmpty();
    }

    @Test
    void itIsParkedAfterADayWithItsDiskKept() {
        machine.passes(DAY.minusSeconds(1));
        assertThat(machine.intents()).isZero();

        machine.passes(Duration.ofSeconds(3));

        assertThat(machine.executions()).isOne();
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.HIBERNATING);
        assertThat(machine.alerts()).containsExactly(Reason.Code.NO_EVIDENCE);
    }

    @ParameterizedTest
    @EnumSource(Witness.class)
    void onlyWhereTheProviderMeasuresNothingEither(Witness says) {
        machine.witnessSays(says).passes(DAY.plusHours(1));

        boolean measures = says == Witness.BUSY || says == Witness.IDLE;
        assertThat(machine.executions()).isEqualTo(measures ? 0 : 1);
    }

    @Test
    void aProviderIsNotAskedForItsViewWhileSomethingElseStandsAgainstIt() {
        Scenario diskless = machine.keepsNoDisk().passes(DAY.plusHours(1));

        assertThat(diskless.count(effect -> effect instanceof Effect.AskWitness))
                .isZero();
        assertThat(diskless.machine().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.DISK_NOT_KEPT);
    }

    @Test
    void notBeforeANotifierTookTheNotice() {
        Duration told = Duration.ofMinutes(5);
        machine.notifierFails().passes(told.plus(DAY).minusSeconds(1));

        assertThat(machine.intents()).isZero();
        assertThat(machine.machine().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.WARNING_PENDING);

        machine.passes(Duration.ofSeconds(1));
        assertThat(machine.executions()).isOne();
    }

    @ParameterizedTest
    @EnumSource(KeepAlive.Scope.class)
    void notUnderAKeepAliveOfEitherKind(KeepAlive.Scope covers) {
        machine.passes(DAY.minusHours(1)).keptAlive(Duration.ofHours(3), covers).passes(Duration.ofHours(2));
        assertThat(machine.intents()).isZero();

        machine.passes(Duration.ofHours(1).plusSeconds(2));
        assertThat(machine.executions()).isOne();
    }

    @Test
    void theFirstHeartbeatTakesTheIntentBack() {
        machine.runnerSleeps().passes(DAY.plusSeconds(2));
        assertThat(machine.phase()).isEqualTo(Operation.Phase.INTENDED);

        machine.hears(Beat.silentOnUse());

        assertThat(machine.endings()).containsExactly(Reason.Code.HEARD_AGAIN);
    }

    @Test
    void theDayBeginsAnewWithEveryStart() {
        machine.passes(DAY.minusHours(1)).providerShows(MachineState.STOPPED).passes(Duration.ofHours(5));
        machine.providerShows(MachineState.RUNNING).passes(DAY.minusSeconds(1));
        assertThat(machine.intents()).isZero();

        machine.passes(Duration.ofSeconds(3));
        assertThat(machine.executions()).isOne();
        assertThat(machine.times(effect -> effect instanceof Effect.Notice)).hasSize(2);
    }

    @Test
    void aMachineWithoutAProviderIsNotConcerned() {
        Scenario own = Scenario.unmanaged(Preset.BALANCED).passes(DAY.plusHours(5));

        assertThat(own.intents()).isZero();
        assertThat(own.count(effect -> effect instanceof Effect.Notice)).isZero();
    }

    @Test
    void neitherIsOneThatNobodyClaimed() {
        Scenario found = Scenario.found(LifecyclePolicyEngine.of(Preset.BALANCED.settings()));

        found.passes(DAY.plusHours(5));

        assertThat(found.intents()).isZero();
        assertThat(found.count(effect -> effect instanceof Effect.Notice)).isZero();
    }

    @Test
    void itsBudgetIsOneOfItsOwn() {
        machine.waitsForItsTurn(true).passes(DAY.plusSeconds(2));

        assertThat(machine.machine().waiting()).contains(Cause.NO_EVIDENCE);
    }
}
