package com.dumontcloud.sdk.core.time;

import java.time.Duration;
import java.time.Instant;

/**
 * The one door to time: what the clock on the wall says, how much time has passed, and a call later on.
 *
 * <p>Everything in the SDK that measures or waits takes one of these, so that a test or a simulation can run a month in
 * seconds. Implementations are thread-safe.
 */
public interface TimeSource {

    /** Returns the calendar time. It may jump in either direction; never measure with it. */
    Instant wall();

    /** Returns nanoseconds since an arbitrary origin. Never goes backwards; only differences mean something. */
    long mono();

    /**
     * Runs a task once, after a delay. The task runs on a thread of this source, not on the caller's; what it throws is
     * logged and goes no further.
     *
     * @param delay how long to wait; zero or less means as soon as possible
     * @return a handle that takes the task back
     */
    Scheduled schedule(Duration delay, Runnable task);

    /** A task that was asked for. Thread-safe. */
    @FunctionalInterface
    interface Scheduled {

        /** Takes the task back if it has not begun; a running one is neither waited for nor interrupted. Idempotent. */
        void cancel();
    }
}
