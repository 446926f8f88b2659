package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.time.TimeSource.Scheduled;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Runs one probe again and again, each wait beginning when the probe has answered: one that hangs holds one thread, however
 * long it hangs, and nothing waits for it. Thread-safe.
 */
final class ProbeLoop implements Runnable {

    private final Object lock = new Object();
    private final TimeSource time;
    private final Sampler sampler;
    private @Nullable Scheduled next;
    private boolean stopped;
    private boolean running;
    private long runningSince;

    /** Creates a loop that does nothing yet. */
    ProbeLoop(TimeSource time, Sampler sampler) {
        this.time = time;
        this.sampler = sampler;
    }

    /** What is run again and again. */
    interface Sampler {

        /** Asks a probe once. Must not throw. */
        void sample();

        /** Returns how long to wait before the next time. */
        Duration pause();
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

    /** One round, for the time source to call. */
    @Override
    public void run() {
        synchronized (lock) {
            if (stopped) {
                return;
            }
            running = true;
            runningSince = time.mono();
        }
        try {
            sampler.sample();
        } finally {
            synchronized (lock) {
                running = false;
            }
            plan(sampler.pause());
        }
    }

    private void plan(Duration delay) {
        synchronized (lock) {
            if (!stopped) {
                next = time.schedule(delay, this);
            }
        }
    }
}
