package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.time.TimeSource.Scheduled;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something again and again, with a fixed delay after each run, whatever became of it. Thread-safe. */
final class Loop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Loop.class);

    private final String what;
    private final TimeSource time;
    private final Duration delay;
    private final Runnable task;
    private boolean running;
    private @Nullable Scheduled next;

    Loop(String what, TimeSource time, Duration delay, Runnable task) {
        this.what = what;
        this.time = time;
        this.delay = delay;
        this.task = task;
    }

    synchronized void start(Duration first) {
        running = true;
        next = time.schedule(first, this::runOnce);
    }

    @Override
    public synchronized void close() {
        running = false;
        if (next != null) {
            next.cancel();
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private void runOnce() {
        if (!isRunning()) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException failure) {
            log.warn("{} failed; again in {}", what, delay, failure);
        } finally {
            again();
        }
    }

    private synchronized boolean isRunning() {
        return running;
    }

    private synchronized void again() {
        if (running) {
            next = time.schedule(delay, this::runOnce);
        }
    }
}
