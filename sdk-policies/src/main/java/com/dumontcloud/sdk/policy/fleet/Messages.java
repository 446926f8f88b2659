package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages to the notifier, and takes them again, ever less often, until they are accepted, are out of date or a day old.
 * Thread-safe.
 */
final class Messages {

    private static final Logger log = LoggerFactory.getLogger(Messages.class);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(15);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration LONGEST_TRIED = Duration.ofHours(24);

    private final Notifier notifier;
    private final ListenerDesk listeners;
    private final TimeSource time;
    private volatile boolean failing;

    Messages(Notifier notifier, ListenerDesk listeners, TimeSource time) {
        this.notifier = notifier;
        this.listeners = listeners;
        this.time = time;
    }

    /** Returns whether the newest message that was tried was not accepted. */
    boolean isFailing() {
        return failing;
    }

    /**
     * Sends a message, on the calling thread for a start.
     *
     * @param stillTrue asked before each further try
     * @param accepted told once it was accepted
     */
    void send(Notification notification, BooleanSupplier stillTrue, Runnable accepted) {
        listeners.add(listener -> listener.notified(notification));
        listeners.tell();
        attempt(notification, stillTrue, accepted, FIRST_WAIT, time.mono());
    }

    @SuppressWarnings("CatchingUnchecked")
    private void attempt(
            Notification notification, BooleanSupplier stillTrue, Runnable accepted, Duration wait, long begun) {
        try {
            notifier.send(notification);
        } catch (Throwable failure) {
            failing = true;
            boolean giveUp = time.mono() - begun >= LONGEST_TRIED.toNanos();
            log.warn("Not delivered, {}: {}", giveUp ? "given up" : "again in " + wait, notification.text(), failure);
            if (!giveUp) {
                Duration next = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
                time.schedule(wait, () -> {
                    if (stillTrue.getAsBoolean()) {
                        attempt(notification, stillTrue, accepted, next, begun);
                    }
                });
            }
            return;
        }
        failing = false;
        accepted.run();
    }
}
