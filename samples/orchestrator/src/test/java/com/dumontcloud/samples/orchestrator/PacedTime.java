package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Virtual time as a provider lives it that waits between its calls: its waits pass for itself alone, so that it may be called
 * from tasks of the time it waits in.
 */
final class PacedTime implements TimeSource {

    private final VirtualTime time;
    private final AtomicLong waitedNanos = new AtomicLong();

    PacedTime(VirtualTime time) {
        this.time = time;
    }

    void waitFor(Duration wait) {
        waitedNanos.addAndGet(wait.toNanos());
    }

    @Override
    public Instant wall() {
        return time.wall().plusNanos(waitedNanos.get());
    }

    @Override
    public long mono() {
        return time.mono() + waitedNanos.get();
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        return time.schedule(delay, task);
    }
}
