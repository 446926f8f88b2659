package com.dumontcloud.sdk.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Until when people asked that a machine be left alone. Wall time, since people think in it. Immutable.
 *
 * @param idleUntil until when it is not parked for being unused; absent when nobody asked
 * @param orphanUntil until when it is not parked for being silent either; absent when nobody asked
 */
public record KeepAlive(
        @Nullable Instant idleUntil, @Nullable Instant orphanUntil) {

    /** Nobody asked. */
    public static final KeepAlive NONE = new KeepAlive(null, null);

    /** The longest that one call grants. */
    public static final Duration LONGEST = Duration.ofHours(24);

    /** What a call for a keep-alive covers. */
    public enum Scope {
        /** Parking for being unused. */
        IDLE,
        /** Parking for being unused or silent. */
        IDLE_AND_ORPHAN
    }

    /** Returns this keep-alive with another call granted. It never ends earlier than before. */
    public KeepAlive extendedTo(Instant until, Scope scope) {
        return new KeepAlive(
                later(idleUntil, until), scope == Scope.IDLE_AND_ORPHAN ? later(orphanUntil, until) : orphanUntil);
    }

    /** Returns against which causes it speaks at this time. The instant of its end is no longer covered. */
    public Set<Cause> coveredAt(Instant wall) {
        if (orphanUntil != null && wall.isBefore(orphanUntil)) {
            return Set.of(
                    Cause.IDLE, Cause.FINISHED, Cause.NO_EVIDENCE, Cause.ORPHAN, Cause.FORGOTTEN, Cause.LEASE_EXPIRED);
        }
        return idleUntil != null && wall.isBefore(idleUntil)
                ? Set.of(Cause.IDLE, Cause.FINISHED, Cause.NO_EVIDENCE)
                : Set.of();
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one == null || other.isAfter(one) ? other : one;
    }
}
