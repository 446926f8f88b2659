package com.dumontcloud.sdk.agent.internal.people;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One open pseudo-terminal, and when somebody last typed there. For one thread at a time. */
final class Terminal {

    private final Instant born;
    private Times times;
    private boolean attended = true;
    private @Nullable Instant noted;
    private long lookedAt;
    private long inputAt;

    Terminal(Times times) {
        this.born = times.born;
        this.times = times;
    }

    /**
     * What the kernel notes at a terminal.
     *
     * @param born when it was opened, or its owner last changed
     * @param read when a program there last read input, to 8 s
     * @param written when a program there last wrote, to 8 s
     */
    record Times(Instant born, Instant read, Instant written) {

        boolean showReading() {
            return read.compareTo(born) > 0;
        }
    }

    /** Takes in what is noted now; returns false if that is of another terminal, opened later under the same number. */
    boolean update(Times now) {
        times = now;
        return now.born.equals(born);
    }

    /** Returns whether somebody sits there, as far as is known. */
    boolean isAttended() {
        return attended;
    }

    void attended(boolean attended) {
        this.attended = attended;
    }

    /**
     * Returns when somebody last typed, on the monotonic clock.
     *
     * @param readsAreNoted whether this kernel is known to note when input is read
     */
    long inputAt(boolean readsAreNoted, long nanos, Instant wall) {
        Instant touched = times.read;
        if (!readsAreNoted && attended && times.written.compareTo(touched) > 0) {
            touched = times.written;
        }
        long age = Math.max(0, Duration.between(touched, wall).toNanos());
        if (noted == null) {
            inputAt = nanos - age;
        } else if (touched.compareTo(noted) > 0) {
            inputAt = nanos - Math.min(age, nanos - lookedAt);
        }
        noted = touched;
        lookedAt = nanos;
        return inputAt;
    }
}
