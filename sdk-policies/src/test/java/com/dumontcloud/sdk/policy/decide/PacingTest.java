package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a machine of a fleet that is too large for the interval that is configured is told; BALANCED configures 30 s. */
class PacingTest {

    private final Scenario machine = Scenario.rented(Preset.BALANCED);

    @ParameterizedTest
    @CsvSource({"0,30", "29,30", "30,30", "31,31", "200,200", "300,300"})
    void isToldTheLongerOfWhatIsConfiguredAndWhatTheFleetAllows(int least, int told) {
        machine.pacedTo(Duration.ofSeconds(least)).hears(Beat.working());

        assertThat(told()).hasSeconds(told);
    }

    @Test
    void isLateSilentAndWarnedByTheIntervalThatItWasTold() {
        machine.pacedTo(Duration.ofSeconds(200)).hears(Beat.working());

        EffectiveSettings settings = machine.machine().settings();
        assertThat(Duration.ofNanos(settings.lateAfterNanos())).hasSeconds(500);
        assertThat(Duration.ofNanos(settings.suspectAfterNanos())).hasSeconds(500);
        assertThat(Duration.ofNanos(settings.orphanAfterNanos())).hasMinutes(30);
        assertThat(Duration.ofNanos(settings.warnLeadNanos())).hasSeconds(400);
        assertThat(Duration.ofNanos(settings.idleAfterNanos())).hasMinutes(30);
        machine.passes(Duration.ofSeconds(499));
        assertThat(machine.machine().liveness()).isEqualTo(Liveness.HEALTHY);
        machine.passes(Duration.ofSeconds(1));
        assertThat(machine.machine().liveness()).isEqualTo(Liveness.SUSPECT);
    }

    @Test
    void isParkedWhenUnusedHoweverSeldomItReports() {
        machine.pacedTo(Duration.ofSeconds(300)).hears(Beat.idle(), Duration.ofMinutes(45));

        assertThat(machine.machine().isParked() || machine.executions() == 1).isTrue();
    }

    @Test
    void isToldNothingByTheClockAlone() {
        machine.hears(Beat.working()).pacedTo(Duration.ofSeconds(200)).passes(Duration.ofSeconds(20));

        assertThat(told()).hasSeconds(30);
    }

    @Test
    void isNotTakenForLateThoughItMissesTheReplyThatTellsAShorterInterval() {
        machine.pacedTo(Duration.ofSeconds(300)).hears(Beat.working(), Duration.ofSeconds(300));
        machine.pacedTo(Duration.ZERO).hears(Beat.working());

        machine.passes(Duration.ofSeconds(300));

        assertThat(machine.machine().liveness()).isEqualTo(Liveness.HEALTHY);
    }

    @Test
    void isToldTheIntervalConfiguredAgainAfterAFewHeartbeatsOnceTheFleetIsSmall() {
        machine.pacedTo(Duration.ofSeconds(300)).hears(Beat.working()).pacedTo(Duration.ZERO);

        assertThat(toldAfterAHeartbeat()).hasSeconds(150);
        assertThat(toldAfterAHeartbeat()).hasSeconds(75);
        assertThat(toldAfterAHeartbeat()).hasMillis(37_500);
        assertThat(toldAfterAHeartbeat()).hasSeconds(30);
    }

    @Test
    void goesByTheIntervalItWasToldUntilItIsToldAnother() {
        LifecycleSettings seldom = Preset.BALANCED.settings().toBuilder()
                .interval(Duration.ofSeconds(60))
                .lateAfter(Duration.ofSeconds(150))
                .build();
        machine.hears(Beat.working()).reconfigured(seldom);
        assertThat(told()).hasSeconds(30);

        machine.hears(Beat.working());
        assertThat(told()).hasSeconds(60);
    }

    @Test
    void anIdleRunGoesOnWhenTheIntervalGrows() {
        machine.hears(Beat.idle(), Duration.ofMinutes(10)).pacedTo(Duration.ofSeconds(120));
        machine.hears(Beat.idle(), Duration.ofMinutes(10));

        assertThat(machine.machine().activity()).isEqualTo(Activity.IDLE);
        assertThat(machine.machine().idleRun().orElseThrow().length()).isGreaterThanOrEqualTo(Duration.ofMinutes(19));
    }

    private Duration toldAfterAHeartbeat() {
        machine.passes(told()).hears(Beat.working());
        return told();
    }

    private Duration told() {
        return Duration.ofNanos(machine.machine().settings().toldNanos());
    }
}
