package com.dumontcloud.sdk.policy.decide;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is observed of a scope as a whole: all that its modes follow from. Immutable.
 *
 * @param counted how many machines are expected to report: on, not held, heard before, and not known to be dead
 * @param silent how many of those are suspect or orphaned
 * @param cameBackNanos observed time at which the engine came back to a fleet it knew; absent where it never was away
 * @param jumpedNanos observed time of the newest jump of the wall clock; absent while there was none
 * @param jump by how much it jumped
 * @param providerSeenNanos observed time at which the provider last answered; absent where there is none to ask
 * @param storeFailed whether the newest write failed
 * @param notifierFailed whether the newest message to people was taken by no notifier
 * @param frozen why an operator froze the fleet; absent while nobody did
 * @param shadow whether nothing is to be carried out
 */
public record ScopeFacts(
        int counted,
        int silent,
        @Nullable Long cameBackNanos,
        @Nullable Long jumpedNanos,
        Duration jump,
        @Nullable Long providerSeenNanos,
        boolean storeFailed,
        boolean notifierFailed,
        @Nullable String frozen,
        boolean shadow) {

    /** Returns what is observed of a part of a scope, in which nothing but silence is its own. */
    public static ScopeFacts ofSilence(int counted, int silent) {
        return new ScopeFacts(counted, silent, null, null, Duration.ZERO, null, false, false, null, false);
    }
}
