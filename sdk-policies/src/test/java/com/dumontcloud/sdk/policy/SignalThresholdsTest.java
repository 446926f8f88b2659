package com.dumontcloud.sdk.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.policy.SignalThresholds.Builder;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignalThresholdsTest {

    @Test
    void namesEveryProblemAtOnce() {
        Builder builder = SignalThresholds.builder()
                .gpuPeakPercent(0)
                .gpuPowerShare(Double.NaN)
                .gpuMemoryChangeMib(-1)
                .cpuBusyPercent(100.1)
                .cpuIdlePercent(0)
                .networkBytesPerSecond(Double.POSITIVE_INFINITY)
                .diskBytesPerSecond(0)
                .recentInput(Duration.ofSeconds(59))
                .stalledAfter(Duration.ofDays(31))
                .stalledForGood(Duration.ZERO);

        assertThatThrownBy(() -> with(builder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "gpuPeakPercent is 0.0",
                        "gpuPowerShare is NaN",
                        "gpuMemoryChangeMib is -1.0",
                        "cpuBusyPercent is 100.1",
                        "cpuIdlePercent is 0.0",
                        "networkBytesPerSecond is Infinity",
                        "diskBytesPerSecond is 0.0",
                        "recentInput is PT59S",
                        "stalledAfter is PT744H",
                        "stalledForGood is PT0S");
    }

    @ParameterizedTest
    @MethodSource("atTheEdge")
    void acceptsWhatLiesAtTheEdge(UnaryOperator<Builder> change) {
        SignalThresholds thresholds = change.apply(SignalThresholds.builder()).build();

        assertThat(with(thresholds.toBuilder()).signals()).isEqualTo(thresholds);
    }

    static Stream<UnaryOperator<Builder>> atTheEdge() {
        return Stream.of(
                b -> b.gpuPeakPercent(100),
                b -> b.gpuPowerShare(1),
                b -> b.cpuBusyPercent(100),
                b -> b.cpuIdlePercent(100),
                b -> b.recentInput(Duration.ofMinutes(1)),
                b -> b.recentInput(Duration.ofDays(1)),
                b -> b.stalledAfter(Duration.ofMinutes(1)).stalledForGood(Duration.ofMinutes(1)),
                b -> b.stalledAfter(Duration.ofDays(30)).stalledForGood(Duration.ofDays(30)));
    }

    @Test
    void defaultsAreThoseOfTheRules() {
        SignalThresholds rules = LifecycleSettings.builder().build().signals();

        assertThat(rules.gpuPeakPercent()).isEqualTo(50);
        assertThat(rules.gpuPowerShare()).isEqualTo(0.25);
        assertThat(rules.gpuMemoryChangeMib()).isEqualTo(256);
        assertThat(rules.cpuBusyPercent()).isEqualTo(20);
        assertThat(rules.cpuIdlePercent()).isEqualTo(5);
        assertThat(rules.networkBytesPerSecond()).isEqualTo(1e6);
        assertThat(rules.diskBytesPerSecond()).isEqualTo(5e6);
        assertThat(rules.recentInput()).isEqualTo(Duration.ofMinutes(10));
        assertThat(rules.stalledAfter()).isEqualTo(Duration.ofMinutes(60));
        assertThat(rules.stalledForGood()).isEqualTo(Duration.ofHours(2));
    }

    private static LifecycleSettings with(Builder builder) {
        return LifecycleSettings.builder().signals(builder.build()).build();
    }
}
