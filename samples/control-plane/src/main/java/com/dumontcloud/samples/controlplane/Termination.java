package com.dumontcloud.samples.controlplane;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the program by SIGTERM or Ctrl-C: the main thread waits for it, and the JVM waits until that has cleaned up.
 * Thread-safe.
 */
final class Termination implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Termination.class);
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch cleanedUp = new CountDownLatch(1);

    /** Begins to listen to signals. */
    static Termination listen() {
        Termination termination = new Termination();
        Runtime.getRuntime().addShutdownHook(new Thread(termination::shutDown, "dumont-termination"));
        return termination;
    }

    /** Waits until the program is to end. */
    void await() throws InterruptedException {
        requested.await();
    }

    /** Asks for the end. */
    void request() {
        requested.countDown();
    }

    /** Says that everything is cleaned up. */
    @Override
    public void close() {
        cleanedUp.countDown();
    }

    private void shutDown() {
        request();
        try {
            if (!cleanedUp.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("Not everything was cleaned up within {} s", PATIENCE_SECONDS);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
