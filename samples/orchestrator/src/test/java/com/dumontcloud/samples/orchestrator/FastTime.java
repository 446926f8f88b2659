package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** The real clocks, many times as fast; the same for every process that is given the same origin. */
final class FastTime implements TimeSource {

    /** One of our seconds is four minutes of theirs. */
    static final int SPEED = 240;

    private final SystemTime real = SystemTime.create("fast-time", 4);
    private final Instant origin;

    FastTime(Instant origin) {
        this.origin = origin;
    }

    /** Sleeps until so much of this time has passed. */
    static void sleep(Duration time) throws InterruptedException {
        Thread.sleep(Math.max(1, time.dividedBy(SPEED).toMillis()));
    }

    @Override
    public Instant wall() {
        return origin.plus(Duration.between(origin, Instant.now()).multipliedBy(SPEED));
    }

    @Override
    public long mono() {
        return real.mono() * SPEED;
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        return real.schedule(delay.dividedBy(SPEED), task);
    }
}
