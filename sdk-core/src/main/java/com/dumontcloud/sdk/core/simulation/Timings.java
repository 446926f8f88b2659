package com.dumontcloud.sdk.core.simulation;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a simulated machine's changes take. Each is zero, for at once, or more. Immutable.
 *
 * @param start from an accepted start to {@code RUNNING}
 * @param stop from an accepted stop to {@code STOPPED}
 * @param reboot from an accepted reboot to {@code RUNNING}
 * @param destroy from an accepted destroy until the machine is gone
 */
public record Timings(Duration start, Duration stop, Duration reboot, Duration destroy) {

    /** 30 s to start, 10 s to stop, 20 s to reboot, 5 s to destroy. */
    public static final Timings DEFAULT =
            new Timings(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(5));

    /** Everything at once. */
    public static final Timings IMMEDIATE = new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /**
     * Checks the durations.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Timings {
        requireNotNegative("start", start);
        requireNotNegative("stop", stop);
        requireNotNegative("reboot", reboot);
        requireNotNegative("destroy", destroy);
    }

    /** Returns these timings with another start. */
    public Timings withStart(Duration start) {
        return new Timings(start, stop, reboot, destroy);
    }

    /** Returns these timings with another stop. */
    public Timings withStop(Duration stop) {
        return new Timings(start, stop, reboot, destroy);
    }

    /** Returns these timings with another reboot. */
    public Timings withReboot(Duration reboot) {
        return new Timings(start, stop, reboot, destroy);
    }

    /** Returns these timings with another destroy. */
    public Timings withDestroy(Duration destroy) {
        return new Timings(start, stop, reboot, destroy);
    }

    private static void requireNotNegative(String name, Duration duration) {
        Objects.requireNonNull(duration, name);
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " takes " + duration + "; it must be zero or more");
        }
    }
}
