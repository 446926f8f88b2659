package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.time.TimeSource.Scheduled;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one probe again and again, each wait beginning when the probe has answered: one that hangs holds one thread, however
 * long it hangs, and nothing waits for it. Thread-safe.
 */
final class ProbeLoop {

    private final Object lock = new Object();
    private final TimeSource time;
    private final Runnable probe;
    private final Supplier<Duration> pause;
    private @Nullable Scheduled next;
    private boolean stopped;
    private boolean running;
    private long runningSince;

    /**
     * Creates a loop that does nothing yet.
     *
     * @param probe what to run; it must not throw
     * @param pause how long to wait after it
     */
    ProbeLoop(TimeSource time, Runnable probe, Supplier<Duration> pause) {
        this.time = time;
        this.probe = probe;
        this.pause = pause;
    }

    void start() {
        plan(Duration.ZERO);
    }

    void stop() {
        synchronized (lock) {
            stopped = true;
            if (next != null) {
                next.cancel();
            }
        }
    }

    /** Returns for how long the probe has owed an answer; absent when it owes none. */
    @Nullable
    Duration waitingFor() {
        synchronized (lock) {
            return running ? Duration.ofNanos(time.mono() - runningSince) : null;
        }
    }

    private void round() {
        synchronized (lock) {
            if (stopped) {
                return;
            }
            running = true;
            runningSince = time.mono();
        }
        try {
            probe.run();
        } finally {
            synchronized (lock) {
                running = false;
            }
            plan(pause.get());
        }
    }

    private void plan(Duration delay) {
        synchronized (lock) {
            if (!stopped) {
                next = time.schedule(delay, this::round);
            }
        }
    }
}
