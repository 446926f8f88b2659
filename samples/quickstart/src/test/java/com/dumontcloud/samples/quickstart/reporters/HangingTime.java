package com.dumontcloud.samples.quickstart.reporters;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a task hang while virtual time passes: each runs on a thread of its own, and the thread that advances waits for it until
 * it has ended or says that it hangs.
 */
final class HangingTime implements TimeSource, AutoCloseable {

    private static final long MOST_SECONDS = 20;

    private final TimeSource time;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Semaphore endedOrHangs = new Semaphore(0);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean hanging;

    HangingTime(TimeSource time) {
        this.time = time;
    }

    /** From now on whoever comes to {@link #here()} hangs there. */
    void hang() {
        hanging = true;
    }

    /** Called by a task at the place where it is to hang; what it does is not waited for after that. */
    void here() {
        if (hanging) {
            hanging = false;
            endedOrHangs.release();
            try {
                released.await();
            } catch (InterruptedException testIsOver) {
                Thread.currentThread().interrupt();
            }
        }
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
        return time.schedule(delay, () -> runUntilItHangs(task));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void runUntilItHangs(Runnable task) {
        threads.execute(() -> {
            try {
                task.run();
            } finally {
                endedOrHangs.release();
            }
        });
        try {
            if (!endedOrHangs.tryAcquire(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a task neither ended nor said that it hangs");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
