package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import org.jspecify.annotations.Nullable;

/**
 * What a built-in signal made of a sample, and of which numbers. Immutable.
 *
 * @param reading what it says
 * @param value what it looked at; absent where that is not known, or is no number
 * @param bar the value at which the machine counts as used; absent where there is none
 */
record Finding(
        Reading reading, @Nullable Double value, @Nullable Double bar) {

    /** Nothing to go by. */
    static final Finding UNKNOWN = new Finding(Reading.UNKNOWN, null, null);

    /** In use from the bar on. */
    static Finding from(double bar, @Nullable Double value, Reading otherwise) {
        return value == null ? UNKNOWN : new Finding(value >= bar ? Reading.ACTIVE : otherwise, value, bar);
    }

    /** In use until the bar. */
    static Finding until(double bar, @Nullable Double value) {
        return value == null ? UNKNOWN : new Finding(value < bar ? Reading.ACTIVE : Reading.QUIET, value, bar);
    }

    /** Somebody's plain word. */
    static Finding said(boolean active) {
        return new Finding(active ? Reading.ACTIVE : Reading.QUIET, null, null);
    }
}
