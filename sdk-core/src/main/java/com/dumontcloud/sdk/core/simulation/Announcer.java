package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells listeners of changes, one at a time and in order, on a thread of the time source. Thread-safe. */
final class Announcer {

    private final TimeSource time;
    private final List<StateListener> listeners = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    Announcer(TimeSource time) {
        this.time = time;
    }

    void add(StateListener listener) {
        listeners.add(listener);
    }

    void remove(StateListener listener) {
        listeners.remove(listener);
    }

    void announce(StateChange change) {
        synchronized (lock) {
            for (StateListener listener : listeners) {
                waiting.add(() -> listener.stateChanged(change));
            }
            if (!busy) {
                tellNext();
            }
        }
    }

    /** Each word is a task of its own, so that a listener that throws costs nobody else theirs. */
    private void tellNext() {
        synchronized (lock) {
            Runnable next = waiting.poll();
            busy = next != null;
            if (next != null) {
                time.schedule(Duration.ZERO, () -> tell(next));
            }
        }
    }

    private void tell(Runnable word) {
        try {
            word.run();
        } finally {
            tellNext();
        }
    }
}
