package com.dumontcloud.sdk.policy.store;

import java.time.Duration;

/**
 * How much of a journal is kept. Immutable.
 *
 * @param age how long it goes back
 * @param bytes how large it grows
 */
record Retention(Duration age, long bytes) {

    private static final long LEAST_BYTES = 1_000_000;

    /** Checks the bounds. */
    Retention {
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("the journal is kept for " + age + "; it must be more than zero");
        }
        if (bytes < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "the journal is kept to " + bytes + " bytes; it must be " + LEAST_BYTES + " or more");
        }
    }
}
