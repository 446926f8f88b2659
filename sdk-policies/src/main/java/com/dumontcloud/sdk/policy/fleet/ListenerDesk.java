package com.dumontcloud.sdk.policy.fleet;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of decisions, one at a time and in order, and never while the fleet's lock is held: whoever brought an event
 * tells what is waiting, unless somebody is telling already. Thread-safe.
 */
final class ListenerDesk {

    private static final Logger log = LoggerFactory.getLogger(ListenerDesk.class);

    private final List<FleetListener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<Consumer<FleetListener>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger told = new AtomicInteger();

    ListenerDesk(List<FleetListener> listeners) {
        this.listeners.addAll(listeners);
    }

    /** Tells somebody else too, from the next word on. */
    void listen(FleetListener listener) {
        listeners.add(listener);
    }

    void add(Consumer<FleetListener> word) {
        if (!listeners.isEmpty()) {
            waiting.add(word);
        }
    }

    void tell() {
        if (waiting.isEmpty() || told.getAndIncrement() != 0) {
            return;
        }
        int seen;
        do {
            seen = told.get();
            for (Consumer<FleetListener> word = waiting.poll(); word != null; word = waiting.poll()) {
                tellAll(word);
            }
        } while (told.addAndGet(-seen) != 0);
    }

    @SuppressWarnings("CatchingUnchecked")
    private void tellAll(Consumer<FleetListener> word) {
        for (FleetListener listener : listeners) {
            try {
                word.accept(listener);
            } catch (Throwable failure) {
                log.warn("A fleet listener failed", failure);
            }
        }
    }
}
