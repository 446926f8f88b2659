package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * The time of a process that can be paused, by its collector or with its host: meanwhile none of its tasks runs. It may also be so
 * busy that what it wants to do every second it gets around to only every so many.
 */
public final class PausedTime implements TimeSource {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time;
    private final Duration everySecond;
    private long pausedUntil;

    public PausedTime(VirtualTime time) {
        this(time, SECOND);
    }

    /**
     * Creates the time.
     *
     * @param everySecond how long it takes before what is to be done in a second is
     */
    public PausedTime(VirtualTime time, Duration everySecond) {
        this.time = time;
        this.everySecond = everySecond;
    }

    /** Lets time pass for everybody else. */
    public void pause(Duration length) {
        pausedUntil = time.mono() + length.toNanos();
        time.advance(length);
    }

    @Override
    public Instant wall() {
        return time.wall();
    }

    @Override
    public long mono() {
        return time.mono();
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        return time.schedule(delay.equals(SECOND) ? everySecond : delay, () -> runOrWait(task));
    }

    private void runOrWait(Runnable task) {
        long left = pausedUntil - time.mono();
        if (left > 0) {
            time.schedule(Duration.ofNanos(left), () -> runOrWait(task));
        } else {
            task.run();
        }
    }
}
