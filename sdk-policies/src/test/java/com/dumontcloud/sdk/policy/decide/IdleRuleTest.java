package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IdleRuleTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Samples that speak for a second of each half minute, and for none. */
    private static final Beat GLIMPSED = Beat.gpus(Beat.gpu(0, 0.0, 0.0, 1.0));

    private static final Beat UNSEEN = Beat.gpus(Beat.gpu(0, 0.0, 0.0, 0.0));

    @ParameterizedTest(name = "{0}: warned after {1} min, parked after {2} min")
    @CsvSource({"REACTIVE, 3, 5", "LIFECYCLE, 3, 5", "STATUS_API, 25, 30", "BALANCED, 25, 30", "SAVER, 7, 10"})
    void warnsAndParksAtThePresetsTimes(Preset preset, long warned, long parked) {
        Scenario machine = Scenario.rented(preset)
                .hears(Beat.idle(), MINUTE.multipliedBy(warned).minusSeconds(1));
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);

        machine.passes(Duration.ofSeconds(1)).hears(Beat.idle());
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
        assertThat(machine.hibernateIn()).isEqualTo(MINUTE.multipliedBy(parked - warned));

        machine.passes(Duration.ofSeconds(machine.machine().settings().toldNanos() / 1_000_000_000))
                .hears(
                        Beat.idle(),
                        MINUTE.multipliedBy(parked).minus(machine.elapsed()).minusSeconds(1));
        assertThat(machine.intents()).isZero();

        machine.passes(Duration.ofSeconds(1)).hears(Beat.idle());
        assertThat(machine.intents()).isOne();
        assertThat(machine.activity()).isEqualTo(Activity.DUE);
        assertThat(machine.phase()).isEqualTo(Operation.Phase.QUIESCING);
    }

    @Test
    void timeAloneNeverLengthensARun() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.idle(), MINUTE.multipliedBy(10));

        IdleRun before = machine.machine().idleRun().orElseThrow();
        machine.passes(Duration.ofSeconds(74));

        assertThat(machine.machine().idleRun()).contains(before);
        assertThat(before.length()).isEqualTo(MINUTE.multipliedBy(10));
    }

    @ParameterizedTest(name = "after a gap of {0} s the run goes on: {1}")
    @CsvSource({"74, true", "75, false", "76, false"})
    void aGapOfLateAfterBreaksTheRun(long gap, boolean goesOn) {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.idle(), MINUTE.multipliedBy(10));

        machine.passes(Duration.ofSeconds(gap)).hears(Beat.idle());

        Duration expected = goesOn ? MINUTE.multipliedBy(10).plusSeconds(gap) : Duration.ZERO;
        assertThat(machine.machine().idleRun().orElseThrow().length()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "samples that cover {0} s of every 30 s: parked {1}")
    @CsvSource({"19, false", "20, true", "30, true", "45, true"})
    void twoThirdsOfTheRunMustBeCovered(double covered, boolean parked) {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .hears(Beat.gpus(Beat.gpu(0, 0.0, 0.0, covered)), MINUTE.multipliedBy(45));

        assertThat(machine.intents()).isEqualTo(parked ? 1 : 0);
        if (!parked) {
            assertThat(machine.machine().pending())
                    .get()
                    .extracting(Reason::code)
                    .isEqualTo(Reason.Code.THIN_EVIDENCE);
        }
    }

    /** What came before a thin stretch is not held against what follows, or somebody's use in between would bring the end forward. */
    @ParameterizedTest(name = "after {0} min of thin samples, somebody there in between: {1}")
    @CsvSource({"10, false", "10, true", "25, false", "25, true", "100, false", "100, true"})
    void aRunCountsFromWhereItsSamplesSpeakForEnoughOfIt(int thin, boolean used) {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .hears(GLIMPSED, MINUTE.multipliedBy(thin).minusSeconds(30))
                .passes(Duration.ofSeconds(30))
                .hears(used ? Beat.working() : GLIMPSED)
                .passes(Duration.ofSeconds(used ? 30 : 0));

        machine.hears(Beat.idle(), MINUTE.multipliedBy(30).minusSeconds(1));
        assertThat(machine.intents()).isZero();

        machine.passes(Duration.ofSeconds(1)).hears(Beat.idle());
        assertThat(machine.intents()).isOne();
    }

    @ParameterizedTest(name = "20 min that samples speak for, and {0} s that none does: parked {1}")
    @CsvSource({"570, false", "600, true"})
    void aThinEndCountsForAsLongAsTwoThirdsAreCovered(int thin, boolean parked) {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .hears(Beat.idle(), MINUTE.multipliedBy(20))
                .passes(Duration.ofSeconds(30))
                .hears(UNSEEN, Duration.ofSeconds(thin - 30));

        assertThat(machine.intents()).isEqualTo(parked ? 1 : 0);
    }

    @Test
    void saysHowMuchOfAThinRunCounts() {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .hears(GLIMPSED, MINUTE.multipliedBy(25))
                .passes(Duration.ofSeconds(30))
                .hears(Beat.idle(), MINUTE.multipliedBy(5));

        assertThat(machine.machine().pending().orElseThrow())
                .hasToString(
                        "THIN_EVIDENCE: samples cover 21 % of an idle run of 30min 30s, and enough of its last 5min 31s only");
    }

    /** What one reporter has not seen another may have: the run is covered where any of them saw it. */
    @ParameterizedTest(name = "beside samples that cover {0} s of every 30 s: parked {1}")
    @CsvSource({"4, false", "6, true", "15, true", "30, true"})
    void samplesOfSeveralReportersCoverTheRunTogether(double covered, boolean parked) {
        Scenario machine = Scenario.rented(Preset.BALANCED);
        Beat first = Beat.gpus(Beat.gpu(0, 0.0, 0.0, 15.0)).from("first");
        Beat second = Beat.gpus(Beat.gpu(0, 0.0, 0.0, covered)).from("second");

        for (int i = 0; i < 90; i++) {
            machine.hears(first).passes(Duration.ofSeconds(15)).hears(second).passes(Duration.ofSeconds(15));
        }

        assertThat(machine.intents()).isEqualTo(parked ? 1 : 0);
    }

    @Test
    void aReporterWithHolesTakesNothingFromOneWithout() {
        Scenario machine = Scenario.rented(Preset.BALANCED);

        for (int i = 0; i < 90; i++) {
            machine.hears(Beat.idle().from("agent"))
                    .passes(Duration.ofSeconds(15))
                    .hears(Beat.gpus(Beat.gpu(0, 0.0, 0.0, 1.0)).from("flaky"))
                    .passes(Duration.ofSeconds(15));
        }

        assertThat(machine.intents()).isOne();
    }

    @Test
    void oneBusySampleBeginsTheRunAnew() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.idle(), MINUTE.multipliedBy(29));

        machine.passes(Duration.ofSeconds(30)).hears(Beat.working());
        assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);
        assertThat(machine.hibernateIn()).isNull();

        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), MINUTE.multipliedBy(29));
        assertThat(machine.intents()).isZero();
    }

    @Test
    void settingUpIsWork() {
        Scenario machine = Scenario.rented(Preset.SAVER.settings().toBuilder()
                        .minUptime(MINUTE.multipliedBy(40))
                        .build())
                .hears(Beat.idle(), MINUTE.multipliedBy(37).minusSeconds(1));
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);

        machine.passes(Duration.ofSeconds(1))
                .hears(Beat.idle(), MINUTE.multipliedBy(3).minusSeconds(1));
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);

        machine.passes(Duration.ofSeconds(1)).hears(Beat.idle());
        assertThat(machine.elapsed()).isEqualTo(MINUTE.multipliedBy(40));
        assertThat(machine.activity()).isEqualTo(Activity.DUE);
    }

    @Test
    void processesAndSessionsStretchWhatIsAllowed() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.idle().processes(1), MINUTE.multipliedBy(59));
        assertThat(machine.intents()).isZero();
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle().processes(1), MINUTE);
        assertThat(machine.intents()).isOne();

        Scenario tmuxLeftOpen =
                Scenario.rented(Preset.REACTIVE).hears(Beat.idle().sessions(1), MINUTE.multipliedBy(9));
        assertThat(tmuxLeftOpen.intents()).isZero();
        tmuxLeftOpen.passes(MINUTE).hears(Beat.idle().sessions(1));
        assertThat(tmuxLeftOpen.intents()).isOne();
    }

    @Test
    void whatAHeartbeatDoesNotSayAboutProcessesLeavesWhatWasSaid() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.idle().processes(2));
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), MINUTE.multipliedBy(50));

        assertThat(machine.intents()).isZero();
    }

    @Test
    void somebodyWhoOpensASessionAfterTheWarningTakesItBack() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.idle(), MINUTE.multipliedBy(26));
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);

        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle().users(1));

        assertThat(machine.activity()).isEqualTo(Activity.IDLE);
        assertThat(machine.hibernateIn()).isNull();
    }

    @Test
    void theWarningCountsOnceItsReporterWasHeardAgain() {
        Scenario machine = Scenario.rented(Preset.REACTIVE);
        machine.hears(Beat.idle().from("a")).passes(MINUTE).hears(Beat.idle().from("a"));
        machine.passes(MINUTE).hears(Beat.idle().from("b"));
        machine.passes(MINUTE).hears(Beat.idle().from("a"));
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);

        machine.passes(MINUTE).hears(Beat.idle().from("b"));
        machine.passes(MINUTE).hears(Beat.idle().from("b"));
        assertThat(machine.elapsed()).isEqualTo(MINUTE.multipliedBy(5));
        assertThat(machine.intents()).isZero();

        machine.passes(Duration.ofSeconds(20)).hears(Beat.idle().from("a"));
        assertThat(machine.intents()).isOne();
    }

    /** Each of them is told in the reply to its own heartbeat. */
    @Test
    void aWarningWhoseBearerFellSilentHoldsFromWhenAnotherHeardIt() {
        Scenario machine = Scenario.rented(Preset.REACTIVE).hears(Beat.idle().from("a"), MINUTE.multipliedBy(3));
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);

        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle().from("b"), MINUTE.multipliedBy(9));

        assertThat(machine.times(effect -> effect instanceof Effect.Claim))
                .containsExactly(Duration.ofSeconds(210 + 120));
    }

    @ParameterizedTest
    @EnumSource(KeepAlive.Scope.class)
    void aKeepAliveCancelsTheWarningAndItIsGivenAnewAfter(KeepAlive.Scope scope) {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.idle(), MINUTE.multipliedBy(26));

        machine.keptAlive(MINUTE.multipliedBy(60), scope);
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);
        assertThat(machine.hibernateIn()).isNull();

        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), MINUTE.multipliedBy(59));
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);

        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
        assertThat(machine.hibernateIn()).isEqualTo(MINUTE.multipliedBy(5));
        assertThat(machine.intents()).isZero();
    }

    @Test
    void aKeepAliveIsRevokedByItsOwnCall() {
        Scenario machine = Scenario.rented(Preset.BALANCED)
                .keptAlive(Duration.ofHours(9), KeepAlive.Scope.IDLE)
                .hears(Beat.idle(), MINUTE.multipliedBy(40));
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);

        machine.tell(new Event.KeepAliveRevoked())
                .passes(Duration.ofSeconds(30))
                .hears(Beat.idle());

        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
    }

    @Test
    void oneCallGrantsADayAtMostAndNoneEverShortens() {
        Scenario machine = Scenario.rented(Preset.BALANCED).keptAlive(Duration.ofHours(48), KeepAlive.Scope.IDLE);
        assertThat(machine.machine().keepAlive().idleUntil()).isEqualTo(Scenario.START.plus(Duration.ofHours(24)));

        machine.keptAlive(MINUTE, KeepAlive.Scope.IDLE_AND_ORPHAN);

        assertThat(machine.machine().keepAlive().idleUntil()).isEqualTo(Scenario.START.plus(Duration.ofHours(24)));
        assertThat(machine.machine().keepAlive().orphanUntil()).isEqualTo(Scenario.START.plus(MINUTE));
    }

    @Test
    void aProviderThatCannotBeReadNowAndThenDoesNotBreakTheRun() {
        Scenario machine = Scenario.rented(Preset.BALANCED);
        for (int i = 0; i < 24; i++) {
            machine.hears(Beat.idle()).passes(Duration.ofSeconds(30)).hears(Beat.idle());
            machine.providerShows(MachineState.UNKNOWN).passes(Duration.ofSeconds(10));
            machine.providerShows(MachineState.RUNNING).passes(Duration.ofSeconds(20));
        }

        machine.hears(Beat.idle(), MINUTE.multipliedBy(9));

        assertThat(machine.intents()).isOne();
    }

    @Test
    void whatIsNotKnownToRunIsNotParked() {
        Scenario machine = Scenario.rented(Preset.BALANCED).providerShows(MachineState.UNKNOWN);

        machine.hears(Beat.idle(), Duration.ofHours(2));

        assertThat(machine.intents()).isZero();
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void aChangeOfPowerBreaksTheRun() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.idle(), MINUTE.multipliedBy(20));

        machine.providerShows(MachineState.STOPPED).providerShows(MachineState.RUNNING);

        assertThat(machine.machine().idleRun()).isEmpty();
        assertThat(machine.activity()).isEqualTo(Activity.INDETERMINATE);
    }

    @Test
    void whatNobodyClaimedIsWatchedAndNeverTouchedUntilSomebodyDoes() {
        Scenario machine = Scenario.found(LifecyclePolicyEngine.of(Preset.REACTIVE.settings()));

        machine.hears(Beat.idle(), Duration.ofHours(1));
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);
        assertThat(machine.intents()).isZero();

        machine.tell(new Event.Claimed()).passes(MINUTE).hears(Beat.idle());
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
    }
}
