package com.dumontcloud.sdk.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PresetTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            REACTIVE,   60, 150, 5,  5,  30,  7,   5, 5,  5, 2, 1, false,  5,  0, 60
            LIFECYCLE,  60, 150, 5, 30, 120,  7,   5, 5,  5, 2, 1, true,  10,  0, 60
            STATUS_API, 30,  75, 5, 30, 120, off,  5, 5, 30, 5, 2, true,  10, 10, 60
            BALANCED,   30,  75, 5, 30, 120, off,  5, 8, 30, 5, 2, true,  10, 15, 60
            SAVER,      30,  75, 5, 15,  45, off,  5, 8, 10, 3, 6, true,   5, 10, 60
            DERIVED,    30,  75, 5, 30, 120, off,  5, 8, 30, 5, 2, true,  10, 15, 60
            """)
    void holdsTheTableOfTheLifecycleRules(
            Preset preset,
            int intervalSeconds,
            int lateSeconds,
            int suspectMinutes,
            int orphanMinutes,
            int orphanHibernateMinutes,
            String deleteDays,
            double idleBelow,
            double releaseAt,
            int idleMinutes,
            int warnMinutes,
            double processFactor,
            boolean witness,
            int graceMinutes,
            int minUptimeMinutes,
            int saveSeconds) {
        LifecycleSettings settings = preset.settings();

        assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(intervalSeconds));
        assertThat(settings.lateAfter()).isEqualTo(Duration.ofSeconds(lateSeconds));
        assertThat(settings.suspectAfter()).isEqualTo(Duration.ofMinutes(suspectMinutes));
        assertThat(settings.orphanAfter()).isEqualTo(Duration.ofMinutes(orphanMinutes));
        assertThat(settings.orphanHibernateAfter()).isEqualTo(Duration.ofMinutes(orphanHibernateMinutes));
        assertThat(settings.orphanDeleteAfter())
                .isEqualTo(deleteDays.equals("off") ? null : Duration.ofDays(Long.parseLong(deleteDays)));
        assertThat(settings.idleBelowPercent()).isEqualTo(idleBelow);
        assertThat(settings.releaseAtPercent()).isEqualTo(releaseAt);
        assertThat(settings.idleAfter()).isEqualTo(Duration.ofMinutes(idleMinutes));
        assertThat(settings.warnLead()).isEqualTo(Duration.ofMinutes(warnMinutes));
        assertThat(settings.processFactor()).isEqualTo(processFactor);
        assertThat(settings.witnessBeforeOrphanAction()).isEqualTo(witness);
        assertThat(settings.restartGrace()).isEqualTo(Duration.ofMinutes(graceMinutes));
        assertThat(settings.minUptime()).isEqualTo(Duration.ofMinutes(minUptimeMinutes));
        assertThat(settings.saveFor()).isEqualTo(Duration.ofSeconds(saveSeconds));
        assertThat(settings.noEvidenceAfter()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.minimumCoverage()).isEqualTo(2.0 / 3);
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void holdsTheBudgetOfTheLifecycleRules(Preset preset) {
        boolean saver = preset == Preset.SAVER;

        assertThat(preset.settings().budgetShare()).isEqualTo(saver ? 0.25 : 0.1);
        assertThat(preset.settings().allowDelete()).isFalse();
        assertThat(preset.settings().budgetLeast()).isEqualTo(saver ? 2 : 1);
    }

    @Test
    void balancedIsTheDefault() {
        LifecycleSettings defaults = LifecycleSettings.builder().build();

        assertThat(defaults).usingRecursiveComparison().isEqualTo(Preset.BALANCED.settings());
    }

    @Test
    void derivedIsBalancedButForTheThreshold() {
        LifecycleSettings derived = Preset.DERIVED.settings();

        assertThat(derived.idleThreshold()).isEqualTo(IdleThreshold.derived().build());
        assertThat(derived.toBuilder().idleAfter(Duration.ofMinutes(30)).build())
                .usingRecursiveComparison()
                .isEqualTo(Preset.BALANCED.settings());
    }

    @ParameterizedTest
    @CsvSource({"reactive, REACTIVE", "Status_API, STATUS_API", "status-api, STATUS_API", "LIFECYCLE, LIFECYCLE"})
    void isFoundByItsNameInAnyCase(String name, Preset preset) {
        assertThat(Preset.from(name)).isEqualTo(preset);
        assertThat(Preset.from(preset.text())).isEqualTo(preset);
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThatExist() {
        assertThatThrownBy(() -> Preset.from("frugal"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "frugal", "reactive", "lifecycle", "status-api", "balanced", "saver", "derived");
    }
}
