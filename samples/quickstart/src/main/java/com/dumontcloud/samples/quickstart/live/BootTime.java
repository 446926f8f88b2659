package com.dumontcloud.samples.quickstart.live;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** The time of one boot of a simulated machine: when its power is cut, nothing scheduled on it runs any more. Thread-safe. */
final class BootTime implements TimeSource {

    private final TimeSource time;
    private volatile boolean cut;

    BootTime(TimeSource time) {
        this.time = time;
    }

    void cut() {
        cut = true;
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
        return time.schedule(delay, () -> {
            if (!cut) {
                task.run();
            }
        });
    }
}
