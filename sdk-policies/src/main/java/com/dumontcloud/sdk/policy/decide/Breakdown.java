package com.dumontcloud.sdk.policy.decide;

import org.jspecify.annotations.Nullable;

/**
 * That a machine broke down, or was taken away by its provider, and what was done about it. Immutable.
 *
 * @param sinceNanos observed time at which its provider first showed it
 * @param words what its provider said of it
 * @param neverCameUp whether it failed to start (lifecycle rule T18)
 * @param failed how many replacements came to nothing
 * @param replacement the one that was asked for; absent while none may exist. While it may, the machine is fenced
 */
record Breakdown(
        long sinceNanos,
        String words,
        boolean neverCameUp,
        int failed,
        @Nullable Replacement replacement) {

    static Breakdown since(long now, @Nullable String words, boolean neverCameUp) {
        return new Breakdown(now, words == null || words.isBlank() ? "nothing" : words, neverCameUp, 0, null);
    }

    Breakdown with(Replacement asked) {
        return new Breakdown(sinceNanos, words, neverCameUp, failed, asked);
    }

    /** It is certain that there is none. */
    Breakdown withoutReplacement() {
        return new Breakdown(sinceNanos, words, neverCameUp, failed + 1, null);
    }
}
