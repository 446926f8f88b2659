package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.ProtectedHours;
import com.dumontcloud.sdk.policy.Reason;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What keeps the engine's hands off a machine beside a keep-alive; every scenario begins at noon, UTC, of a Sunday. */
class HoldsTest {

    private final Scenario machine = Scenario.rented(Preset.BALANCED);

    @Test
    void anExemptMachineIsNeitherWarnedNorParkedUntilItsExemptionEnds() {
        machine.tell(exempted(Duration.ofHours(3)))
                .hears(Beat.idle(), Duration.ofHours(3).minusSeconds(30));

        assertThat(machine.activity()).isEqualTo(Activity.IDLE);
        assertThat(machine.hibernateIn()).isNull();
        assertThat(machine.machine().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.EXEMPT);

        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), Duration.ofMinutes(6));

        assertThat(machine.times(effect -> effect instanceof Effect.Claim))
                .containsExactly(Duration.ofHours(3).plusMinutes(5));
    }

    @Test
    void anExemptionCoversTheSilentAndTheFinishedToo() {
        machine.witnessSays(Witness.IDLE)
                .hears(Beat.working())
                .tell(exempted(Duration.ofHours(12)))
                .passes(Duration.ofHours(11));

        assertThat(machine.liveness()).isEqualTo(Liveness.ORPHANED);
        assertThat(machine.intents()).isZero();

        machine.passes(Duration.ofHours(1).plusMinutes(2));

        assertThat(machine.executions()).isOne();
    }

    @Test
    void anExemptionThatIsRevokedIsGoneAndANewOneTakesItsPlace() {
        machine.tell(exempted(Duration.ofHours(9)))
                .tell(exempted(Duration.ofMinutes(1)))
                .hears(Beat.idle(), Duration.ofMinutes(20));
        assertThat(machine.machine().exemption())
                .get()
                .extracting(Exemption::until)
                .isEqualTo(Scenario.START.plusSeconds(60));

        machine.tell(new Event.ExemptionRevoked()).hears(Beat.idle(), Duration.ofMinutes(12));

        assertThat(machine.machine().exemption()).isEmpty();
        assertThat(machine.executions()).isOne();
    }

    @Test
    void noExemptionLastsLongerThanThirtyDays() {
        machine.tell(exempted(Duration.ofDays(31)));

        assertThat(machine.machine().exemption())
                .get()
                .extracting(Exemption::until)
                .isEqualTo(Scenario.START.plus(Duration.ofDays(30)));
    }

    /** S28. */
    @Test
    void protectedHoursCancelAWarningAndTheMachineIsWarnedAnewAfterThem() {
        machine.tell(protectedDaily(LocalTime.of(12, 29), LocalTime.of(15, 0)))
                .hears(Beat.idle(), Duration.ofMinutes(28));
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);

        machine.passes(Duration.ofMinutes(1));
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);
        assertThat(machine.hibernateIn()).isNull();
        assertThat(machine.machine().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.PROTECTED_HOURS);

        machine.hears(Beat.idle(), Duration.ofMinutes(151)).hears(Beat.idle(), Duration.ofMinutes(5));
        assertThat(machine.times(effect -> effect instanceof Effect.Claim))
                .singleElement()
                .satisfies(at -> assertThat(at).isGreaterThanOrEqualTo(Duration.ofMinutes(185)));
    }

    /** They begin while the agent saves: nobody was asked to stop it yet. */
    @Test
    void protectedHoursTakeAnIntentBackThatIsNotCarriedOut() {
        machine.hears(Beat.idle(), Duration.ofMinutes(30));
        assertThat(machine.phase()).isEqualTo(Operation.Phase.QUIESCING);

        machine.tell(protectedDaily(LocalTime.of(12, 0), LocalTime.of(20, 0)));

        assertThat(machine.phase()).isNull();
        assertThat(machine.endings()).containsExactly(Reason.Code.PROTECTED_HOURS);
        assertThat(machine.executions()).isZero();
    }

    @Test
    void theClockThatIsSetBackIntoProtectedHoursProtectsAgain() {
        machine.tell(protectedDaily(LocalTime.of(8, 0), LocalTime.of(11, 0)))
                .hears(Beat.idle(), Duration.ofMinutes(10));
        assertThat(machine.machine().isWithinProtectedHours()).isFalse();

        machine.wallJumps(Duration.ofHours(-3)).passes(Duration.ofSeconds(30)).hears(Beat.idle());

        assertThat(machine.machine().isWithinProtectedHours()).isTrue();
    }

    @Test
    void aMachineThatIsOnlyObservedIsNeverTouched() {
        LifecycleSettings observed =
                Preset.REACTIVE.settings().toBuilder().observeOnly(true).build();
        Scenario watched = Scenario.rented(observed).witnessSays(Witness.DEAD);

        watched.hears(Beat.idle(), Duration.ofHours(2)).passes(Duration.ofHours(5));

        assertThat(watched.liveness()).isEqualTo(Liveness.ORPHANED);
        assertThat(watched.alerts()).contains(Reason.Code.NO_HEARTBEAT);
        assertThat(watched.intents()).isZero();
    }

    /** Holds bind the engine; what the owner wants is done. */
    @ParameterizedTest
    @EnumSource(names = {"STOP", "HIBERNATE"})
    void theOwnersCommandIsCarriedOutUnderEveryHold(Operation.Kind kind) {
        Scenario held = Scenario.rented(
                        Preset.BALANCED.settings().toBuilder().observeOnly(true).build())
                .tell(exempted(Duration.ofHours(3)))
                .tell(protectedDaily(LocalTime.of(0, 0), LocalTime.of(0, 0)))
                .tell(new Event.LegalHoldSet("case 17"));

        held.commanded(kind);

        assertThat(held.executions()).isOne();
        assertThat(held.machine().power()).isEqualTo(MachineState.STOPPED);
        assertThat(held.machine().legalHold()).contains("case 17");
    }

    /** S27. */
    @Test
    void aThresholdThatIsLoweredGivesTheTimeOfAWarning() {
        LifecycleSettings patient = Preset.BALANCED.settings().toBuilder()
                .idleAfter(Duration.ofMinutes(60))
                .build();
        LifecycleSettings hasty = patient.toBuilder()
                .idleAfter(Duration.ofMinutes(5))
                .warnLead(Duration.ofMinutes(2))
                .build();
        Scenario configured = Scenario.rented(patient).hears(Beat.idle(), Duration.ofMinutes(40));

        configured.reconfigured(hasty).hears(Beat.idle());
        assertThat(configured.activity()).isEqualTo(Activity.WARNED);
        assertThat(configured.hibernateIn()).isEqualTo(Duration.ofMinutes(2));

        configured.passes(Duration.ofSeconds(30)).hears(Beat.idle(), Duration.ofMinutes(3));
        assertThat(configured.times(effect -> effect instanceof Effect.Claim)).containsExactly(Duration.ofMinutes(42));
    }

    @Test
    void otherSettingsTakeBackWhatWasIntendedUnderThoseBefore() {
        machine.hears(Beat.idle(), Duration.ofMinutes(30));
        assertThat(machine.phase()).isEqualTo(Operation.Phase.QUIESCING);

        machine.reconfigured(Preset.SAVER.settings());

        assertThat(machine.phase()).isNull();
        assertThat(machine.endings()).containsExactly(Reason.Code.RECONFIGURED);
    }

    @Test
    void theSameSettingsAgainChangeNothing() {
        machine.hears(Beat.idle(), Duration.ofMinutes(28));

        machine.reconfigured(Preset.BALANCED.settings());

        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
    }

    private static Event exempted(Duration length) {
        return new Event.Exempted(new Exemption("a demonstration", Scenario.START.plus(length)));
    }

    private static Event protectedDaily(LocalTime from, LocalTime to) {
        return new Event.HoursProtected(
                ProtectedHours.of(new ProtectedHours.Window(EnumSet.allOf(DayOfWeek.class), from, to, ZoneOffset.UTC)));
    }
}
