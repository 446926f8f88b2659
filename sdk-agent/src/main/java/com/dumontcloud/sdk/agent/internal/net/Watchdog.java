package com.dumontcloud.sdk.agent.internal.net;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an exchange that lasts too long as a whole. A read deadline alone does not: a server that sends one byte a second
 * would keep us for ever. What it cannot cut is the size line of a chunk: while the JDK reads one it holds the lock that
 * cutting needs, and gives up by itself after 2050 bytes.
 *
 * <p>One daemon thread, begun with the first exchange. It sleeps until the time of the exchange it saw first and then looks
 * whether another one is under way, so that quick exchanges neither wake nor wait for it. Thread-safe.
 */
public final class Watchdog {

    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Object lock = new Object();
    private final long mostNanos;
    private @Nullable Thread thread;
    private @Nullable HttpURLConnection watched;
    private long deadline;
    private boolean asleepForGood;
    private boolean cut;
    private boolean stopped;

    /**
     * Creates a watchdog without a thread.
     *
     * @param most how long one exchange may take
     */
    public Watchdog(Duration most) {
        this.mostNanos = most.toNanos();
    }

    /** Begins to watch an exchange. */
    public void watch(HttpURLConnection connection) {
        synchronized (lock) {
            watched = connection;
            deadline = System.nanoTime() + mostNanos;
            cut = false;
            if (stopped) {
                return;
            }
            if (thread == null) {
                thread = new Thread(new Watch(), "dumont-heartbeat-watchdog");
                thread.setDaemon(true);
                thread.start();
            } else if (asleepForGood) {
                lock.notifyAll();
            }
        }
    }

    /** Returns whether the exchange under way has had its time. */
    public boolean isLate() {
        synchronized (lock) {
            return cut || System.nanoTime() - deadline >= 0;
        }
    }

    /** Ends watching; returns whether the exchange was cut. */
    public boolean done() {
        synchronized (lock) {
            watched = null;
            return cut;
        }
    }

    /** Cuts what is under way and ends the thread. */
    public void stop() {
        HttpURLConnection late;
        synchronized (lock) {
            stopped = true;
            late = watched;
            cut = late != null;
            lock.notifyAll();
        }
        if (late != null) {
            late.disconnect();
        }
    }

    /** Returns the next exchange that is late; null when there is nothing more to watch. */
    private @Nullable HttpURLConnection await() throws InterruptedException {
        synchronized (lock) {
            while (!stopped) {
                if (watched == null) {
                    asleepForGood = true;
                    lock.wait();
                    asleepForGood = false;
                    continue;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    cut = true;
                    deadline += AGAIN_NANOS; // what cannot be cut in one phase of an exchange can be in the next
                    return watched;
                }
                lock.wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            }
            return null;
        }
    }

    /** What the thread does. */
    private final class Watch implements Runnable {

        @Override
        public void run() {
            try {
                for (HttpURLConnection late = await(); late != null; late = await()) {
                    late.disconnect();
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
