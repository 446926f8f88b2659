package com.dumontcloud.sdk.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HourlyRateTest {

    @ParameterizedTest
    @CsvSource({
        "0.40, PT1H, 0.40",
        "0.40, PT732H, 292.80",
        "0.40, PT0S, 0",
        "0.36, PT1S, 0.0001",
        "3.6, PT0.000000001S, 0.000000000001",
        "0, PT100H, 0"
    })
    void costsWhatTheTimeCosts(String rate, Duration time, String cost) {
        assertThat(HourlyRate.ofUsd(rate).costOf(time)).isEqualByComparingTo(cost);
    }

    @Test
    void addsUpOverAnyDivisionOfTheTime() {
        HourlyRate rate = HourlyRate.ofUsd("0.37");
        Duration third = Duration.ofSeconds(1200);

        BigDecimal parts = rate.costOf(third).multiply(BigDecimal.valueOf(3));

        assertThat(parts.subtract(rate.costOf(Duration.ofHours(1))).abs()).isLessThan(new BigDecimal("1e-30"));
    }

    @Test
    void countsCenturiesWithoutOverflow() {
        assertThat(HourlyRate.ofUsd("1").costOf(Duration.ofDays(365_000))).isEqualByComparingTo("8760000");
        assertThat(HourlyRate.ofUsd("3600").costOf(Duration.ofSeconds(Long.MAX_VALUE)))
                .isEqualByComparingTo("9223372036854775807");
    }

    @ParameterizedTest
    @CsvSource({"0.40, 0.01, 0.39", "0.40, 0.40, 0", "0.01, 0.40, 0", "0.40, 0, 0.40"})
    void isAboveAnotherRateByTheDifferenceAndNeverLessThanNothing(String rate, String other, String above) {
        assertThat(HourlyRate.ofUsd(rate).above(HourlyRate.ofUsd(other)).usdPerHour())
                .isEqualByComparingTo(above);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.01", "-1"})
    void refusesToPayTheCustomer(String rate) {
        assertThatThrownBy(() -> HourlyRate.ofUsd(rate)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "free", "1,5", "$1", "NaN"})
    void refusesWhatIsNoDecimal(String text) {
        assertThatThrownBy(() -> HourlyRate.ofUsd(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isOrderedByPrice() {
        assertThat(HourlyRate.FREE).isLessThan(HourlyRate.ofUsd("0.01"));
        assertThat(HourlyRate.ofUsd("0.4")).isEqualByComparingTo(HourlyRate.ofUsd("0.40"));
    }
}
