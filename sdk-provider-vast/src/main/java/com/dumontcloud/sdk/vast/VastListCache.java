package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lists once for everybody who asks at the same time, and for everybody who asks within a few seconds. Whoever asks after a
 * change of ours gets a list that began after it. Thread-safe.
 */
final class VastListCache {

    private final Supplier<VastListing> fetch;
    private final TimeSource time;
    private final Duration maxAge;
    private final Object lock = new Object();
    private @Nullable Listed last;
    private @Nullable FutureTask<Listed> running;
    private long changes;

    VastListCache(Supplier<VastListing> fetch, TimeSource time, Duration maxAge) {
        this.fetch = fetch;
        this.time = time;
        this.maxAge = maxAge;
    }

    /** Returns a list that is young enough. */
    Listed get() {
        while (true) {
            FutureTask<Listed> task;
            boolean ours = false;
            synchronized (lock) {
                if (last != null && time.mono() - last.began() <= maxAge.toNanos()) {
                    return last;
                }
                task = running;
                if (task == null) {
                    task = start();
                    ours = true;
                }
            }
            Listed listed = ours ? run(task) : outcome(task, true);
            if (listed != null) {
                return listed;
            }
        }
    }

    /** Returns a list that began after this call did. */
    Listed fresh() {
        changed();
        return get();
    }

    /** Lets no list answer that began before now. */
    void changed() {
        synchronized (lock) {
            changes++;
            last = null;
            running = null; // Whoever waits for it goes on waiting; nobody joins it any more.
        }
    }

    private FutureTask<Listed> start() {
        long changesBefore = changes;
        long began = time.mono();
        Instant asOf = time.wall();
        FutureTask<Listed> task = new FutureTask<>(() -> {
            Listed listed = new Listed(fetch.get(), asOf, began);
            synchronized (lock) {
                if (changes == changesBefore) {
                    last = listed;
                }
            }
            return listed;
        });
        running = task;
        return task;
    }

    private @Nullable Listed run(FutureTask<Listed> task) {
        task.run();
        synchronized (lock) {
            if (task.equals(running)) {
                running = null;
            }
        }
        // It is done: get() returns at once, but would take an interrupt that came with the answer for a reason to give
        // up.
        boolean interrupted = Thread.interrupted();
        try {
            return outcome(task, false);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns the list; null where the one who fetched it was interrupted, so that somebody else has to. */
    private static @Nullable Listed outcome(FutureTask<Listed> task, boolean ofAnother) {
        try {
            return task.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new DumontException(
                    Kind.INTERRUPTED, "the wait for a list was given up: its thread was interrupted", stopped);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (ofAnother && cause instanceof DumontException failure && failure.kind() == Kind.INTERRUPTED) {
                return null;
            }
            throw rethrown(cause);
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException("a list failed", cause);
    }

    /**
     * A list and its age.
     *
     * @param listing what was listed
     * @param asOf when, by the wall clock
     * @param began when, by the monotonic clock
     */
    record Listed(VastListing listing, Instant asOf, long began) {}
}
