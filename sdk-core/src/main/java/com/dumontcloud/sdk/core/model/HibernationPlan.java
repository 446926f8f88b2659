package com.dumontcloud.sdk.core.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether and when a machine will be hibernated for want of use. Immutable.
 *
 * @param enabled whether an idle machine is hibernated at all
 * @param threshold how long it must be idle; absent where none applies
 * @param scheduled whether a hibernation is planned now
 * @param scheduledAt when it is due; absent while none is planned
 */
public record HibernationPlan(
        boolean enabled,
        @Nullable Duration threshold,
        boolean scheduled,
        @Nullable Instant scheduledAt) {

    /** Returns the plan of a machine that is watched and never hibernated for want of use. */
    public static HibernationPlan disabled() {
        return new HibernationPlan(false, null, false, null);
    }
}
