package com.dumontcloud.sdk.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.policy.LifecycleSettings.Builder;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LifecycleSettingsTest {

    @Test
    void namesEveryProblemAtOnce() {
        Builder builder = LifecycleSettings.builder()
                .interval(Duration.ofSeconds(4))
                .lateAfter(Duration.ofSeconds(3))
                .suspectAfter(Duration.ofSeconds(2))
                .orphanAfter(Duration.ofSeconds(1))
                .orphanHibernateAfter(Duration.ZERO)
                .orphanDeleteAfter(Duration.ofHours(23))
                .noEvidenceAfter(Duration.ofSeconds(1))
                .idleBelowPercent(Double.NaN)
                .releaseAtPercent(101)
                .idleAfter(Duration.ofMinutes(4))
                .warnLead(Duration.ofMinutes(4))
                .minimumCoverage(0)
                .processFactor(0.5)
                .restartGrace(Duration.ofSeconds(59))
                .minUptime(Duration.ofSeconds(-1))
                .saveFor(Duration.ofMinutes(31))
                .snapshotWithin(Duration.ofSeconds(59))
                .budgetShare(1.01)
                .budgetLeast(0);

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "interval is PT4S",
                        "lateAfter is PT3S",
                        "suspectAfter is PT2S",
                        "orphanAfter is PT1S",
                        "orphanHibernateAfter is PT0S",
                        "orphanDeleteAfter is PT23H",
                        "noEvidenceAfter is PT1S",
                        "idleBelowPercent is NaN",
                        "releaseAtPercent is 101.0",
                        "idleAfter is PT4M",
                        "warnLead is PT4M",
                        "minimumCoverage is 0.0",
                        "processFactor is 0.5",
                        "restartGrace is PT59S",
                        "minUptime is PT-1S",
                        "saveFor is PT31M",
                        "snapshotWithin is PT59S",
                        "budgetShare is 1.01",
                        "budgetLeast is 0");
    }

    @Test
    void namesEveryProblemOfADerivedThresholdAtOnce() {
        Builder builder = LifecycleSettings.builder()
                .idleThreshold(IdleThreshold.derived()
                        .interruptionUsd(new BigDecimal("-1"))
                        .resumeCost(Duration.ofDays(2))
                        .wakeRisk(new WakeRisk(0, Duration.ofDays(3)))
                        .build());

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("interruptionUsd is -1", "resumeCost is PT48H", "wakeRisk's delay is PT72H");
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void acceptsEveryPresetAndItsCopy(Preset preset) {
        assertThat(preset.settings().toBuilder().build())
                .usingRecursiveComparison()
                .isEqualTo(preset.settings());
    }

    @ParameterizedTest
    @MethodSource("atTheEdge")
    void acceptsWhatLiesAtTheEdge(UnaryOperator<Builder> change) {
        assertThat(change.apply(LifecycleSettings.builder()).build()).isNotNull();
    }

    static Stream<UnaryOperator<Builder>> atTheEdge() {
        return Stream.of(
                b -> b.interval(Duration.ofSeconds(5)),
                b -> b.budgetShare(1).budgetLeast(1),
                b -> b.budgetShare(Double.MIN_VALUE),
                b -> b.interval(Duration.ofSeconds(300)).lateAfter(Duration.ofSeconds(300)),
                b -> b.suspectAfter(Duration.ofSeconds(75)),
                b -> b.orphanAfter(Duration.ofMinutes(5)),
                b -> b.orphanHibernateAfter(Duration.ofMinutes(30)),
                b -> b.orphanHibernateAfter(Duration.ofDays(365)),
                b -> b.orphanDeleteAfter(Duration.ofHours(24)),
                b -> b.orphanDeleteAfter(null),
                b -> b.idleAfter(Duration.ofMinutes(60)),
                b -> b.idleAfter(Duration.ofMinutes(5)).warnLead(Duration.ofMinutes(4)),
                b -> b.idleThreshold(
                        IdleThreshold.derived().interruptionUsd(BigDecimal.ZERO).build()),
                b -> b.idleThreshold(IdleThreshold.derived()
                        .interruptionUsd(new BigDecimal("1000000"))
                        .build()),
                b -> b.idleThreshold(IdleThreshold.derived()
                        .resumeCost(Duration.ZERO)
                        .wakeRisk(new WakeRisk(1, Duration.ZERO))
                        .build()),
                b -> b.idleThreshold(IdleThreshold.derived()
                        .resumeCost(Duration.ofDays(1))
                        .wakeRisk(new WakeRisk(0, Duration.ofDays(1)))
                        .build()),
                b -> b.idleBelowPercent(50).releaseAtPercent(50),
                b -> b.minimumCoverage(1),
                b -> b.processFactor(12),
                b -> b.minUptime(Duration.ZERO),
                b -> b.saveFor(Duration.ZERO),
                b -> b.snapshotWithin(Duration.ofMinutes(1)),
                b -> b.snapshotWithin(Duration.ofDays(1)));
    }

    @ParameterizedTest
    @MethodSource("beyondTheEdge")
    void refusesWhatLiesBeyond(UnaryOperator<Builder> change) {
        Builder builder = change.apply(LifecycleSettings.builder());

        assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<UnaryOperator<Builder>> beyondTheEdge() {
        return Stream.of(
                b -> b.interval(Duration.ofSeconds(301)).lateAfter(Duration.ofSeconds(302)),
                b -> b.lateAfter(Duration.ofSeconds(29)),
                b -> b.suspectAfter(Duration.ofSeconds(74)),
                b -> b.orphanAfter(Duration.ofSeconds(299)),
                b -> b.orphanHibernateAfter(Duration.ofMinutes(29)),
                b -> b.orphanHibernateAfter(Duration.ofDays(366)),
                b -> b.orphanDeleteAfter(Duration.ofDays(366)),
                b -> b.idleAfter(Duration.ofMinutes(61)),
                b -> b.idleThreshold(IdleThreshold.derived()
                        .interruptionUsd(new BigDecimal("-0.01"))
                        .build()),
                b -> b.idleThreshold(IdleThreshold.derived()
                        .interruptionUsd(new BigDecimal("1e400"))
                        .build()),
                b -> b.idleThreshold(IdleThreshold.derived()
                        .resumeCost(Duration.ofDays(1).plusNanos(1))
                        .build()),
                b -> b.idleThreshold(
                        IdleThreshold.derived().resumeCost(Duration.ofNanos(-1)).build()),
                b -> b.idleThreshold(IdleThreshold.derived()
                        .wakeRisk(new WakeRisk(0, Duration.ofDays(1).plusNanos(1)))
                        .build()),
                b -> b.warnLead(Duration.ofMinutes(30)),
                b -> b.warnLead(Duration.ZERO),
                b -> b.idleBelowPercent(50.1).releaseAtPercent(60),
                b -> b.releaseAtPercent(4.9),
                b -> b.minimumCoverage(1.01),
                b -> b.processFactor(12.1),
                b -> b.snapshotWithin(Duration.ofDays(1).plusNanos(1)));
    }
}
