package com.dumontcloud.sdk.core.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real clocks and a few daemon threads of its own.
 *
 * <p>Threads start with the first task that needs them and never keep a JVM alive. Thread-safe.
 */
public final class SystemTime implements TimeSource, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SystemTime.class);

    private final ScheduledThreadPoolExecutor executor;

    private SystemTime(String threadName, int threads) {
        AtomicInteger number = new AtomicInteger();
        this.executor = new ScheduledThreadPoolExecutor(threads, task -> {
            Thread thread = new Thread(task, threadName + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
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
        return new SystemTime(Objects.requireNonNull(threadName, "threadName"), threads);
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
        try {
            long nanos =
                    Math.max(0, TimeUnit.NANOSECONDS.convert(delay)); // Which does not overflow, as toNanos() does.
            Future<?> future = executor.schedule(() -> runLogged(task), nanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            log.debug("Not scheduled, this time source is closed", closed);
            return () -> {};
        }
    }

    /** Takes back what has not begun and interrupts what runs. Returns at once; idempotent. */
    @Override
    public void close() {
        executor.shutdownNow();
    }

    @SuppressWarnings("CatchingUnchecked")
    private static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            log.warn("A scheduled task failed", failure);
        }
    }
}
