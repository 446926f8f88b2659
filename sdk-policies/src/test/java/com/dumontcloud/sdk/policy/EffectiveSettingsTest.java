package com.dumontcloud.sdk.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectiveSettingsTest {

    @ParameterizedTest(name = "{0} told {1}s: late {2}s, suspect {3}s, orphan {4}s, lead {5}s, idle {6}s")
    @CsvSource({
        "REACTIVE, 60, 150, 300, 300, 120, 300",
        "BALANCED, 30, 75, 300, 1800, 300, 1800",
        "SAVER, 30, 75, 300, 900, 180, 600",
        // Stretched under load: nothing is late before 2.5 intervals, and a warning has two to arrive in.
        "BALANCED, 60, 150, 300, 1800, 300, 1800",
        "BALANCED, 200, 500, 500, 1800, 400, 1800",
        "REACTIVE, 300, 750, 750, 750, 600, 900",
        "REACTIVE, 80, 200, 300, 300, 160, 300",
        "REACTIVE, 101, 252.5, 300, 300, 202, 303",
    })
    void followTheIntervalTold(
            Preset preset, long told, double late, double suspect, double orphan, double lead, double idle) {
        EffectiveSettings effective = EffectiveSettings.of(preset.settings(), Duration.ofSeconds(told), false, false);

        assertThat(effective.toldNanos()).isEqualTo(nanos(told));
        assertThat(effective.lateAfterNanos()).isEqualTo(nanos(late));
        assertThat(effective.suspectAfterNanos()).isEqualTo(nanos(suspect));
        assertThat(effective.orphanAfterNanos()).isEqualTo(nanos(orphan));
        assertThat(effective.warnLeadNanos()).isEqualTo(nanos(lead));
        assertThat(effective.idleAfterNanos()).isEqualTo(nanos(idle));
    }

    @ParameterizedTest(name = "{0}, processes {1}, sessions {2}: {3} min")
    @CsvSource({
        "REACTIVE, true, false, 5", "REACTIVE, false, true, 10", "BALANCED, false, false, 30",
        "BALANCED, true, false, 60", "BALANCED, false, true, 60", "BALANCED, true, true, 120",
        "SAVER, true, false, 60", "SAVER, false, true, 20",
    })
    void stretchIdleAfterForProcessesAndSessions(Preset preset, boolean processes, boolean sessions, long minutes) {
        EffectiveSettings effective =
                EffectiveSettings.of(preset.settings(), preset.settings().interval(), processes, sessions);

        assertThat(effective.idleAfterNanos()).isEqualTo(nanos(60 * minutes));
    }

    @Test
    void processesStretchAFixedIdleAfterToAnHourAtMost() {
        LifecycleSettings saver = Preset.SAVER.settings().toBuilder()
                .idleAfter(Duration.ofMinutes(55))
                .build();

        EffectiveSettings effective = EffectiveSettings.of(saver, saver.interval(), true, false);

        assertThat(effective.idleAfterNanos()).isEqualTo(nanos(3600));
    }

    @Test
    void aShortIdleAfterShortensTheWarning() {
        LifecycleSettings settings = LifecycleSettings.builder()
                .idleAfter(Duration.ofMinutes(10))
                .warnLead(Duration.ofMinutes(9))
                .build();

        EffectiveSettings effective = EffectiveSettings.of(settings, settings.interval(), false, false);

        assertThat(effective.warnLeadNanos()).isEqualTo(nanos(240));
    }

    @ParameterizedTest(name = "chosen {0} min, processes {1}, sessions {2}: {3} min, warned {4} s ahead")
    @CsvSource({
        "5, false, false, 5, 120",
        "8, false, false, 8, 192",
        "60, false, false, 60, 300",
        // Processes and sessions stretch what was chosen, beyond an hour too.
        "55, true, false, 110, 300",
        "240, true, true, 960, 300",
    })
    void followWhatWasChosenForTheMachine(long chosen, boolean processes, boolean sessions, long minutes, long lead) {
        LifecycleSettings derived = Preset.DERIVED.settings();
        IdleChoice choice = new IdleChoice(Duration.ofMinutes(chosen), null);

        EffectiveSettings effective = EffectiveSettings.of(derived, choice, derived.interval(), processes, sessions);

        assertThat(effective.parksUnused()).isTrue();
        assertThat(effective.idleAfterNanos()).isEqualTo(nanos(60 * minutes));
        assertThat(effective.warnLeadNanos()).isEqualTo(nanos(lead));
        assertThat(effective.finishedAfterNanos()).isEqualTo(nanos(60 * Math.min(60, minutes)));
    }

    @Test
    void neverStaysNeverHoweverItIsStretched() {
        LifecycleSettings derived = Preset.DERIVED.settings();

        EffectiveSettings effective =
                EffectiveSettings.of(derived, new IdleChoice(null, null), derived.interval(), true, true);

        assertThat(effective.parksUnused()).isFalse();
        assertThat(effective.idleAfterNanos())
                .isGreaterThan(Duration.ofDays(30_000).toNanos());
        assertThat(effective.warnLeadNanos()).isEqualTo(nanos(300));
        assertThat(effective.finishedAfterNanos()).isEqualTo(nanos(3600));
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }
}
