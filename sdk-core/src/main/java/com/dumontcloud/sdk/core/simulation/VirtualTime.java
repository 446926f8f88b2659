package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only when told to, so that tests and simulations run a month in seconds and always the same way.
 *
 * <p>Tasks run on the thread that advances, one at a time, in the order of their due times and, at one instant, in the order
 * they were scheduled. A task that blocks, for example on a real request over loopback, holds time still until it is done: no
 * request is ever outstanding while time passes. What a task throws leaves the advancing call, so that a test sees it.
 *
 * <p>Reading and scheduling are thread-safe; advance from one thread at a time.
 */
public final class VirtualTime implements TimeSource {

    private final Object lock = new Object();
    private final NavigableSet<Task> tasks =
            new TreeSet<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::order));
    private Instant wallOrigin;
    private long nanos;
    private long scheduled;

    private VirtualTime(Instant start) {
        this.wallOrigin = start;
    }

    /** Returns a time source that stands still at this instant. */
    public static VirtualTime startingAt(Instant start) {
        return new VirtualTime(Objects.requireNonNull(start, "start"));
    }

    @Override
    public Instant wall() {
        synchronized (lock) {
            return wallOrigin.plusNanos(nanos);
        }
    }

    @Override
    public long mono() {
        synchronized (lock) {
            return nanos;
        }
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        Objects.requireNonNull(task, "task");
        synchronized (lock) {
            Task added = new Task(dueAfter(delay), scheduled++, task);
            tasks.add(added);
            return () -> {
                synchronized (lock) {
                    tasks.remove(added);
                }
            };
        }
    }

    /**
     * Lets this much time pass and runs every task that falls due on the way, those included that the tasks themselves
     * schedule. Where a task throws, time stands at its due time and the rest still waits: advance again to go on.
     *
     * @throws IllegalArgumentException if the time is negative, or would take the clock past the 292 years it can count
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time cannot pass backwards, by " + time);
        }
        long until;
        synchronized (lock) {
            until = dueAfter(time);
        }
        if (until == Long.MAX_VALUE) {
            throw new IllegalArgumentException("time cannot pass by " + time + ": the clock counts 292 years at most");
        }
        while (true) {
            Task next = takeDue(until);
            if (next == null) {
                return;
            }
            next.action().run();
        }
    }

    /** Runs what is due now without letting time pass. */
    public void runDue() {
        advance(Duration.ZERO);
    }

    /** Moves the wall clock alone, as a correction of the clock or a change by a person would; nothing falls due. */
    public void jumpWall(Duration by) {
        synchronized (lock) {
            wallOrigin = wallOrigin.plus(by);
        }
    }

    /** Returns how many tasks wait. */
    public int pending() {
        synchronized (lock) {
            return tasks.size();
        }
    }

    private @Nullable Task takeDue(long until) {
        synchronized (lock) {
            if (tasks.isEmpty() || tasks.first().due() > until) {
                nanos = Math.max(nanos, until);
                return null;
            }
            Task next = tasks.first();
            tasks.remove(next);
            nanos = Math.max(nanos, next.due());
            return next;
        }
    }

    /** Returns the moment that lies this far ahead; one too far to count never comes. */
    private long dueAfter(Duration delay) {
        if (delay.isNegative()) {
            return nanos;
        }
        boolean countable = delay.compareTo(Duration.ofNanos(Long.MAX_VALUE - nanos)) < 0;
        return countable ? nanos + delay.toNanos() : Long.MAX_VALUE;
    }

    private record Task(long due, long order, Runnable action) {}
}
