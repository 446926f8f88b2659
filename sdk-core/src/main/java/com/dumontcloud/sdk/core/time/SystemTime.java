package com.dumontcloud.sdk.core.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The real clocks and a few daemon threads of its own.
 *
 * <p>Threads start with the first task that needs them and never keep a JVM alive. Thread-safe.
 */
public final class SystemTime implements TimeSource, AutoCloseable {

    private final TaskThreads threads;

    private SystemTime(TaskThreads threads) {
        this.threads = threads;
    }

    /**
     * Returns a source whose tasks run on at most this many daemon threads.
     *
     * @param threadName the stem of their names, by convention {@code dumont-} and a purpose
     * @param threads how many tasks may run at once, 1 or more
     */
    public static SystemTime create(String threadName, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be 1 or more");
        }
        return new SystemTime(new TaskThreads(Objects.requireNonNull(threadName, "threadName"), threads));
    }

    @Override
    public Instant wall() {
        return Instant.now();
    }

    @Override
    public long mono() {
        return System.nanoTime();
    }

    /** {@inheritDoc} After {@link #close()} tasks are quietly not run: whoever closed the source is done with them. */
    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        Objects.requireNonNull(task, "task");
        long nanos = Math.max(0, TimeUnit.NANOSECONDS.convert(delay)); // Which does not overflow, as toNanos() does.
        return threads.schedule(nanos, task);
    }

    /** Takes back what has not begun and interrupts what runs. Returns at once; idempotent. */
    @Override
    public void close() {
        threads.close();
    }
}
