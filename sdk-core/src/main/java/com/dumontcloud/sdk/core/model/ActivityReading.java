package com.dumontcloud.sdk.core.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Traces of use of one machine. Immutable; every part may be absent, which means not known.
 *
 * @param lastActivity when somebody or something was last at work
 * @param idleFor how long ago that was, zero or more
 * @param processCount how many processes use a GPU, 0 or more
 * @param activeUsers how many people have a session open, 0 or more
 */
public record ActivityReading(
        @Nullable Instant lastActivity,
        @Nullable Duration idleFor,
        @Nullable Integer processCount,
        @Nullable Integer activeUsers) {

    /** Nothing known. */
    public static final ActivityReading UNKNOWN = new ActivityReading(null, null, null, null);
}
