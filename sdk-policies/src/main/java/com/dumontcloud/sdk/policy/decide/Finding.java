package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a built-in signal looked at, for people. Immutable.
 *
 * @param value the number it looked at; absent where that is not known, or is none
 * @param bar the number at which the machine counts as used; absent where there is none
 * @param reason both in words
 */
record Finding(@Nullable Double value, @Nullable Double bar, Reason reason) {

    /** Somebody's plain word. */
    static Finding word(Reason reason) {
        return new Finding(null, null, reason);
    }
}
