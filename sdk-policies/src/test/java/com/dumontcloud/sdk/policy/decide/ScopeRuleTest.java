package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mode begins and ends at the very number of the lifecycle rules. */
class ScopeRuleTest {

    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final Duration BLIND = Duration.ofMinutes(2);

    private final ScopeRule rule = new ScopeRule(Preset.BALANCED.settings(), BLIND);

    @ParameterizedTest(name = "{1} of {0} silent: paused is {2}")
    @CsvSource({
        "3, 2, false", "3, 3, true", "8, 2, false", "8, 3, true", "9, 3, false", "10, 3, false", "10, 4, true",
        "100, 33, false", "100, 34, true", "100, 35, true", "2, 2, false", "1, 1, false", "0, 0, false", "4, 3, true"
    })
    void tripsAtThirtyFourPerCentAndThreeMachines(int counted, int silent, boolean paused) {
        ScopeCondition scope = at(0, ScopeCondition.NORMAL, counted, silent);

        assertThat(scope.modes().containsKey(FleetMode.SILENCE_PAUSED)).isEqualTo(paused);
        assertThat(scope.isPaused()).isEqualTo(paused);
    }

    @Test
    void saysHowManyAreSilent() {
        ScopeCondition scope = at(60, paused(), 10, 9);

        assertThat(scope.modes()).containsEntry(FleetMode.SILENCE_PAUSED, Reason.of(Reason.Code.SILENCE_PAUSED, 9, 10));
    }

    @ParameterizedTest(name = "{1} of {0} silent for {2} s: paused is {3}")
    @CsvSource({
        "20, 4, 3600, true",
        "20, 3, 299, true",
        "20, 3, 300, false",
        "10, 2, 3600, true",
        "10, 1, 300, false",
        "4, 1, 299, true",
        "4, 1, 300, false",
        "4, 2, 3600, true",
        "0, 0, 300, false"
    })
    void clearsBelowTwentyPerCentForFiveMinutesAndOneMachineIsNeverTooMany(
            int counted, int silent, long seconds, boolean stillPaused) {
        ScopeCondition calm = at(1000, paused(), counted, silent);
        ScopeCondition later = at(1000 + seconds, calm, counted, silent);

        assertThat(later.modes().containsKey(FleetMode.SILENCE_PAUSED)).isEqualTo(stillPaused);
    }

    @Test
    void calmThatIsInterruptedBeginsAnew() {
        ScopeCondition scope = at(1000, paused(), 20, 1);
        scope = at(1200, scope, 20, 10);
        scope = at(1201, scope, 20, 1);

        assertThat(at(1500, scope, 20, 1).modes()).containsKey(FleetMode.SILENCE_PAUSED);
        assertThat(at(1501, scope, 20, 1).modes()).isEmpty();
    }

    @Test
    void anOverrideHoldsWhileNoMoreFallSilentThanItTakesToTrip() {
        ScopeCondition resumed = paused().resumed(5);
        assertThat(resumed.modes()).isEmpty();

        assertThat(at(10, resumed, 10, 5).modes()).isEmpty();
        assertThat(at(10, resumed, 10, 7).modes()).isEmpty();
        assertThat(at(10, resumed, 10, 8).modes()).containsKey(FleetMode.SILENCE_PAUSED);
    }

    @Test
    void anOverrideIsOverOnceCalmHasCome() {
        ScopeCondition scope = at(0, paused().resumed(5), 10, 1);
        scope = at(300, scope, 10, 1);

        assertThat(at(301, scope, 10, 4).modes()).containsKey(FleetMode.SILENCE_PAUSED);
    }

    @Test
    void aPauseThatIsNotOnCannotBeOverridden() {
        assertThat(ScopeCondition.NORMAL.resumed(3)).isEqualTo(ScopeCondition.NORMAL);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "599, true", "600, false"})
    void listensForTheGraceAfterTheEngineCameBack(long seconds, boolean restarting) {
        ScopeFacts facts = new ScopeFacts(0, 0, nanos(50), null, Duration.ZERO, null, false, false, null, false);

        assertThat(modes(50 + seconds, facts, FleetMode.RESTARTING)).isEqualTo(restarting);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1199, true", "1200, false"})
    void suspectsTheClockForTwiceTheGrace(long seconds, boolean suspect) {
        ScopeFacts facts = new ScopeFacts(0, 0, null, nanos(50), Duration.ofHours(-2), null, false, false, null, false);

        assertThat(modes(50 + seconds, facts, FleetMode.CLOCK_SUSPECT)).isEqualTo(suspect);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "119, false", "120, true", "9000, true"})
    void isBlindOnceTheProviderHasAnsweredNothingForSoLong(long seconds, boolean blind) {
        ScopeFacts facts = new ScopeFacts(0, 0, null, null, Duration.ZERO, nanos(50), false, false, null, false);

        assertThat(modes(50 + seconds, facts, FleetMode.PROVIDER_BLIND)).isEqualTo(blind);
    }

    @Test
    void saysWhoFrozeItAndWhichWayTheClockJumped() {
        ScopeFacts facts =
                new ScopeFacts(0, 0, null, nanos(1), Duration.ofHours(-2), null, true, false, "moving house", true);
        ScopeCondition scope = rule.decide(ScopeCondition.NORMAL, facts, moment(1));

        assertThat(scope.modes().keySet())
                .containsExactlyInAnyOrder(
                        FleetMode.CLOCK_SUSPECT, FleetMode.STORE_FAILED, FleetMode.FROZEN, FleetMode.SHADOW);
        assertThat(scope.modes().values().stream().map(Reason::text))
                .contains("frozen by an operator: moving house", "the wall clock jumped back by 2h");
    }

    @Test
    void aNotifierThatTakesNothingIsNoPauseAndSaysSinceWhen() {
        ScopeFacts blind = new ScopeFacts(0, 0, null, null, Duration.ZERO, null, false, true, null, false);
        ScopeCondition first = rule.decide(ScopeCondition.NORMAL, blind, moment(1));
        ScopeCondition later = rule.decide(first, blind, moment(3600));

        assertThat(later.isPaused()).isFalse();
        assertThat(later.modes().get(FleetMode.NOTIFIER_BLIND))
                .hasToString("NOTIFIER_BLIND: no notifier has taken a message since 2026-03-01T12:00:01Z");
        ScopeFacts healed = new ScopeFacts(0, 0, null, null, Duration.ZERO, null, false, false, null, false);
        assertThat(rule.decide(later, healed, moment(3601)).modes()).isEmpty();
    }

    @Test
    void shadowAloneIsNoPause() {
        ScopeFacts facts = new ScopeFacts(0, 0, null, null, Duration.ZERO, null, false, false, null, true);

        assertThat(rule.decide(ScopeCondition.NORMAL, facts, moment(1)).isPaused())
                .isFalse();
    }

    private ScopeCondition paused() {
        return at(0, ScopeCondition.NORMAL, 10, 5);
    }

    private ScopeCondition at(long second, ScopeCondition before, int counted, int silent) {
        ScopeFacts facts = new ScopeFacts(counted, silent, null, null, Duration.ZERO, null, false, false, null, false);
        return rule.decide(before, facts, moment(second));
    }

    private boolean modes(long second, ScopeFacts facts, FleetMode mode) {
        return rule.decide(ScopeCondition.NORMAL, facts, moment(second)).modes().containsKey(mode);
    }

    private static @Nullable Long nanos(long second) {
        return Duration.ofSeconds(second).toNanos();
    }

    private static Moment moment(long second) {
        Instant wall = Instant.parse("2026-03-01T12:00:00Z").plusSeconds(second);
        return new Moment(
                Duration.ofSeconds(second).toNanos(), Duration.ofSeconds(second).toNanos(), wall);
    }
}
