package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** Real time that passes faster, for programs in which something truly hangs. */
final class FastTime implements TimeSource {

    private final SystemTime time = SystemTime.create("fast", 6);
    private final int factor;

    FastTime(int factor) {
        this.factor = factor;
    }

    @Override
    public Instant wall() {
        return time.wall();
    }

    @Override
    public long mono() {
        return time.mono() * factor;
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        return time.schedule(delay.dividedBy(factor), task);
    }
}
