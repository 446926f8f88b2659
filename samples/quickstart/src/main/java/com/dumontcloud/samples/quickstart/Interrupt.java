package com.dumontcloud.samples.quickstart;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a program end in order when somebody presses Ctrl-C: the JVM waits, for some seconds, until the main thread has noticed
 * and cleaned up. Thread-safe.
 */
final class Interrupt implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Interrupt.class);
    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean requested;

    /** Begins to listen. */
    static Interrupt listen() {
        Interrupt interrupt = new Interrupt();
        Runtime.getRuntime().addShutdownHook(new Thread(interrupt::shutDown, "dumont-quickstart-interrupt"));
        return interrupt;
    }

    /** Returns whether the program should come to an end. */
    boolean isRequested() {
        return requested;
    }

    /** Says that everything is cleaned up. */
    @Override
    public void close() {
        ended.countDown();
    }

    private void shutDown() {
        requested = true;
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("Not everything was cleaned up within {} s", PATIENCE_SECONDS);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
