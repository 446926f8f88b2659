package com.dumontcloud.sdk.policy.crash;

import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** The real clocks, some hundred times as fast; the same for every process that is given the same origin. */
final class FastTime implements TimeSource {

    private final SystemTime real = SystemTime.create("fast-time", 4);
    private final Instant origin;
    private final int speed;

    FastTime(Instant origin, int speed) {
        this.origin = origin;
        this.speed = speed;
    }

    @Override
    public Instant wall() {
        return wall(origin, speed);
    }

    static Instant wall(Instant origin, int speed) {
        return origin.plus(Duration.between(origin, Instant.now()).multipliedBy(speed));
    }

    @Override
    public long mono() {
        return real.mono() * speed;
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        return real.schedule(delay.dividedBy(speed), task);
    }
}
