package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Failover;
import org.jspecify.annotations.Nullable;

/**
 * That a machine broke down, or was taken away by its provider, and what was done about it. Immutable.
 *
 * @param sinceNanos observed time at which its provider first showed it
 * @param words what its provider said of it
 * @param neverCameUp whether it failed to start (lifecycle rule T18)
 * @param failed how many replacements came to nothing
 * @param cameUp whether it was seen to be on while it was fenced
 * @param heardNanos observed time at which something on it was last heard while it was fenced; absent for never
 * @param replacement the one that was asked for; absent while none may exist. While it may, the machine is fenced
 */
record Breakdown(
        long sinceNanos,
        String words,
        boolean neverCameUp,
        int failed,
        boolean cameUp,
        @Nullable Long heardNanos,
        @Nullable Replacement replacement) {

    static Breakdown since(long now, @Nullable String words, boolean neverCameUp) {
        return new Breakdown(
                now, words == null || words.isBlank() ? "nothing" : words, neverCameUp, 0, false, null, null);
    }

    Breakdown with(Replacement asked) {
        return new Breakdown(sinceNanos, words, neverCameUp, failed, cameUp, heardNanos, asked);
    }

    Breakdown seenOn() {
        return new Breakdown(sinceNanos, words, neverCameUp, failed, true, heardNanos, replacement);
    }

    Breakdown heard(long now) {
        return new Breakdown(sinceNanos, words, neverCameUp, failed, cameUp, now, replacement);
    }

    /** Somebody took over while there may be one: what else is rented is up to people. */
    Breakdown leftToPeople() {
        return new Breakdown(sinceNanos, words, neverCameUp, Failover.MOST_TRIES, cameUp, heardNanos, null);
    }

    /** It is certain that there is none. */
    Breakdown withoutReplacement() {
        return new Breakdown(sinceNanos, words, neverCameUp, failed + 1, cameUp, heardNanos, null);
    }
}
