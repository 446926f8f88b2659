package com.dumontcloud.samples.quickstart.live;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** The time of one boot of a simulated machine: when its power is cut, nothing scheduled on it runs any more. Thread-safe. */
public final class BootTime implements TimeSource {

    private final TimeSource time;
    private volatile boolean cut;

    /** Returns the time of a boot that has just begun. */
    public BootTime(TimeSource time) {
        this.time = time;
    }

    /** Cuts the power: what was planned for later does not happen. */
    public void cut() {
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
