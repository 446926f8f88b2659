package com.dumontcloud.sdk.core.provider;

import java.time.Duration;
import java.util.Objects;

/**
 * What it takes to get a stopped machine running again. On a marketplace its GPU may be rented to somebody else meanwhile.
 * Immutable.
 *
 * @param refusalProbability how likely a start is refused, 0 to 1
 * @param expectedDelay how long a start takes when it is not refused
 */
public record WakeRisk(double refusalProbability, Duration expectedDelay) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the probability is not within 0 to 1 or the delay is negative
     */
    public WakeRisk {
        Objects.requireNonNull(expectedDelay, "expectedDelay");
        if (!(refusalProbability >= 0 && refusalProbability <= 1)) {
            throw new IllegalArgumentException("refusal probability is " + refusalProbability + "; it must be 0 to 1");
        }
        if (expectedDelay.isNegative()) {
            throw new IllegalArgumentException("expected delay is " + expectedDelay + "; it must be 0 or more");
        }
    }
}
