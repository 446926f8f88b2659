package com.dumontcloud.samples.quickstart.drive;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;

/** What time it is in a trace: milliseconds since its beginning. Immutable. */
public final class TraceClock {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final TimeSource time;
    private final long startNanos;

    /** Creates the clock of a trace that begins now. */
    public TraceClock(TimeSource time) {
        this.time = time;
        this.startNanos = time.mono();
    }

    /** Returns the present millisecond. */
    public long millis() {
        return (time.mono() - startNanos) / NANOS_PER_MILLI;
    }

    /** Returns the present moment in minutes. */
    public double minutes() {
        return millis() / 60_000.0;
    }

    /** Returns how long it is until a millisecond; negative when it is past. */
    public Duration until(long millis) {
        return Duration.ofNanos(startNanos + millis * NANOS_PER_MILLI - time.mono());
    }
}
