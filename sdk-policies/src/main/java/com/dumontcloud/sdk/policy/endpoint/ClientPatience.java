package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.core.time.TimeSource.Scheduled;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Frees threads from clients that send or read too slowly: a thread that waits for one longer than allowed is interrupted, which
 * closes the connection it waits on. Without it a handful of silent connections would hold every thread of the server.
 *
 * <p>Thread-safe; each thread waits for one client at a time.
 */
final class ClientPatience implements AutoCloseable {

    private final Duration limit;
    private final SystemTime time = SystemTime.create("dumont-http-patience", 1);
    private final Map<Thread, Wait> waits = new ConcurrentHashMap<>();

    ClientPatience(Duration limit) {
        this.limit = limit;
    }

    /** Says that the calling thread waits for its client from now on. */
    void begin() {
        end();
        Wait wait = new Wait(Thread.currentThread());
        wait.alarm = time.schedule(limit, wait::giveUp);
        waits.put(Thread.currentThread(), wait);
    }

    /** Says that it no longer does. After this it is not interrupted. */
    void end() {
        Wait wait = waits.remove(Thread.currentThread());
        if (wait != null) {
            wait.isOver();
        }
    }

    @Override
    public void close() {
        time.close();
    }

    private static final class Wait {

        private final Thread thread;
        private volatile @Nullable Scheduled alarm;
        private boolean over;
        private boolean givenUp;

        Wait(Thread thread) {
            this.thread = thread;
        }

        synchronized void giveUp() {
            if (!over) {
                givenUp = true;
                thread.interrupt();
            }
        }

        void isOver() {
            Scheduled set = alarm;
            if (set != null) {
                set.cancel();
            }
            synchronized (this) {
                over = true;
                if (givenUp) {
                    // Ours, and it has done its work: nothing after this is to be cut short.
                    Thread.interrupted();
                }
            }
        }
    }
}
