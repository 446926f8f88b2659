package com.dumontcloud.sdk.core.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets the calling thread wait; tests let virtual time pass instead. */
@FunctionalInterface
interface Sleeper {

    /** Waits on the thread that calls. */
    Sleeper THREAD = time -> TimeUnit.NANOSECONDS.sleep(time.toNanos());

    void sleep(Duration time) throws InterruptedException;
}
