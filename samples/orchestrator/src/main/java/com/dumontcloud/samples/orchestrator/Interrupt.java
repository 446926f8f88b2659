package com.dumontcloud.samples.orchestrator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a run end in order when somebody presses Ctrl-C: the JVM waits until its machine is given back. Whoever presses it again
 * ends it at once, and leaves that to the lease. Thread-safe.
 */
final class Interrupt implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Interrupt.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean requested;

    /** Begins to listen. */
    static Interrupt listen() {
        Interrupt interrupt = new Interrupt();
        Runtime.getRuntime().addShutdownHook(new Thread(interrupt::shutDown, "dumont-orchestrator-interrupt"));
        return interrupt;
    }

    /** Returns whether the run should come to an end. */
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
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("A machine could not be given back within {}; start again, or its lease ends it", PATIENCE);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
