package com.dumontcloud.samples.controlplane.simulation;

import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * Time that passes faster than the real one, for demonstrations: an hour of the engine in a minute of whoever watches.
 *
 * <p>Both clocks begin with the real ones and run from there at the scale. Thread-safe.
 */
public final class ScaledTime implements TimeSource, AutoCloseable {

    /** The fastest that a fleet can follow: at this scale a tick of the engine, 1 s, takes a millisecond. */
    public static final int FASTEST = 1000;

    private final SystemTime threads;
    private final int scale;
    private final Instant start;
    private final long startNanos;

    private ScaledTime(SystemTime threads, int scale, Instant start, long startNanos) {
        this.threads = threads;
        this.scale = scale;
        this.start = start;
        this.startNanos = startNanos;
    }

    /**
     * Returns a time that begins now.
     *
     * @param start what its wall clock shows now
     * @param scale how many of its seconds pass in a real one, 1 to {@link #FASTEST}
     */
    public static ScaledTime from(Instant start, int scale, String threadName, int threads) {
        if (scale < 1 || scale > FASTEST) {
            throw new IllegalArgumentException("a time scale of " + scale + "; it must be 1 to " + FASTEST);
        }
        return new ScaledTime(SystemTime.create(threadName, threads), scale, start, System.nanoTime());
    }

    /** Returns the same clocks with threads of its own, so that what runs on them does not wait for these. */
    public ScaledTime withThreads(String threadName, int count) {
        return new ScaledTime(SystemTime.create(threadName, count), scale, start, startNanos);
    }

    @Override
    public Instant wall() {
        return start.plusNanos(elapsed());
    }

    @Override
    public long mono() {
        return startNanos + elapsed();
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        return threads.schedule(delay.dividedBy(scale), task);
    }

    /** Takes back what has not begun and interrupts what runs. */
    @Override
    public void close() {
        threads.close();
    }

    private long elapsed() {
        return (System.nanoTime() - startNanos) * scale;
    }
}
