package com.dumontcloud.sdk.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The time of one event, on the three clocks that matter. Immutable.
 *
 * <p><b>Observed</b> time passes only while the engine ran and listened; every duration of a rule is observed time, so that an
 * engine that was down or paused never takes its own absence for a machine's silence. <b>Monotonic</b> time always passes;
 * money is counted by it. The <b>wall</b> may jump; only calendars and keep-alives use it.
 *
 * @param observedNanos observed time since an arbitrary origin
 * @param monoNanos monotonic time since an arbitrary origin
 * @param wall calendar time, UTC
 */
public record Moment(long observedNanos, long monoNanos, Instant wall) {

    /** Checks the wall time. */
    public Moment {
        Objects.requireNonNull(wall, "wall");
    }

    /** Returns the calendar time of a point of observed time, if all time between it and now is observed. */
    public Instant wallAt(long observed) {
        return wall.plusNanos(observed - observedNanos);
    }

    /** Returns the observed time since an earlier point of it. */
    public Duration since(long earlierObservedNanos) {
        return Duration.ofNanos(observedNanos - earlierObservedNanos);
    }
}
