package com.dumontcloud.sdk.core.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets the calling thread wait; tests let virtual time pass instead. Thread-safe. */
@FunctionalInterface
public interface Sleeper {

    /** Waits on the thread that calls. */
    Sleeper THREAD = time -> TimeUnit.NANOSECONDS.sleep(time.toNanos());

    /**
     * Returns once this much time has passed.
     *
     * @throws InterruptedException if the thread is interrupted; the call that waited is then given up
     */
    void sleep(Duration time) throws InterruptedException;
}
