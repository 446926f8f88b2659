package com.dumontcloud.sdk.agent.daemon;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * When the program ends and with which code: a signal asks for it, whoever runs notices, cleans up and says so, and the JVM
 * then ends with the code of the program rather than with that of the signal. Thread-safe.
 */
final class Ending {

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch cleanedUp = new CountDownLatch(1);

    /**
     * Returns an ending that SIGTERM and Ctrl-C ask for.
     *
     * @param patience how long cleaning up may take before the JVM ends all the same
     */
    static Ending onSignal(Duration patience) {
        Ending ending = new Ending();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ending.signalled(patience), "dumont-agent-signal"));
        return ending;
    }

    /** Asks for the end. */
    void request() {
        requested.countDown();
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits until the end is asked for, at most for this long; returns whether it is. */
    boolean await(Duration atMost) throws InterruptedException {
        return requested.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Says that everything is cleaned up. */
    void cleanedUp() {
        cleanedUp.countDown();
    }

    /** Runs when the JVM is asked to end, and also when the program ends by itself: then there is nothing left to do. */
    private void signalled(Duration patience) {
        if (cleanedUp.getCount() == 0) {
            return;
        }
        request();
        boolean inTime = false;
        try {
            inTime = cleanedUp.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        // Else the JVM reports the signal, 143, and a service manager takes an orderly end for a failure.
        Runtime.getRuntime().halt(inTime ? ExitCode.OK : ExitCode.FAILED);
    }
}
