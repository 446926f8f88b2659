package com.dumontcloud.sdk.core.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Objects;

/**
 * What one hour costs, in US dollars. Immutable.
 *
 * @param usdPerHour the price of 3,600 seconds, 0 or more
 */
public record HourlyRate(BigDecimal usdPerHour) implements Comparable<HourlyRate> {

    /** Nothing is billed. */
    public static final HourlyRate FREE = new HourlyRate(BigDecimal.ZERO);

    private static final BigDecimal NANOS_PER_HOUR =
            BigDecimal.valueOf(Duration.ofHours(1).toNanos());

    /**
     * Checks the sign.
     *
     * @throws IllegalArgumentException if the rate is negative
     */
    public HourlyRate {
        Objects.requireNonNull(usdPerHour, "usdPerHour");
        if (usdPerHour.signum() < 0) {
            throw new IllegalArgumentException("hourly rate is " + usdPerHour + " USD; it must be 0 or more");
        }
    }

    /** Returns the rate with this decimal text, for example {@code "0.40"}. */
    public static HourlyRate ofUsd(String usdPerHour) {
        return new HourlyRate(new BigDecimal(usdPerHour));
    }

    /** Returns what this much time costs, to 34 significant digits. */
    public BigDecimal costOf(Duration time) {
        BigDecimal nanos = BigDecimal.valueOf(time.getSeconds(), -9).add(BigDecimal.valueOf(time.getNano()));
        return usdPerHour.multiply(nanos).divide(NANOS_PER_HOUR, MathContext.DECIMAL128);
    }

    /** Returns how much dearer this rate is than another, never less than {@link #FREE}. */
    public HourlyRate above(HourlyRate other) {
        BigDecimal difference = usdPerHour.subtract(other.usdPerHour);
        return difference.signum() <= 0 ? FREE : new HourlyRate(difference);
    }

    @Override
    public int compareTo(HourlyRate other) {
        return usdPerHour.compareTo(other.usdPerHour);
    }
}
