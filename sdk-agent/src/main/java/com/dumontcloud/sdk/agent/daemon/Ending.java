package com.dumontcloud.sdk.agent.daemon;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * When the program ends and with which code: a signal or a command asks for it, the main thread notices, cleans up and says so,
 * and the JVM then ends with the program's code rather than with that of the signal. Thread-safe.
 */
final class Ending {

    private static final int NOT_YET = -1;

    private final Bell bell;
    private final AtomicInteger code = new AtomicInteger(NOT_YET);
    private final CountDownLatch cleanedUp = new CountDownLatch(1);

    Ending(Bell bell) {
        this.bell = bell;
    }

    /**
     * Makes SIGTERM and Ctrl-C ask for the end.
     *
     * @param patience how long cleaning up may take before the JVM ends all the same
     */
    void onSignal(Duration patience) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> signalled(patience), "dumont-agent-signal"));
    }

    /** Asks for the end; whoever asks first decides with which code. */
    void request(int exitCode) {
        code.compareAndSet(NOT_YET, exitCode);
        bell.ring();
    }

    boolean isRequested() {
        return code.get() != NOT_YET;
    }

    /** Says that everything is cleaned up; returns the code to end with. */
    int cleanedUp() {
        cleanedUp.countDown();
        return Math.max(ExitCode.OK, code.get());
    }

    /** Runs when the JVM is told to end, and also when the program ends by itself: then there is nothing left to do. */
    private void signalled(Duration patience) {
        if (cleanedUp.getCount() == 0) {
            return;
        }
        request(ExitCode.OK);
        boolean inTime = false;
        try {
            inTime = cleanedUp.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        // Else the JVM reports the signal, 143, and a service manager takes an orderly end for a failure.
        Runtime.getRuntime().halt(inTime ? code.get() : ExitCode.FAILED);
    }
}
