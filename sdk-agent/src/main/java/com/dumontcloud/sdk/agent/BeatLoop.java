package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.time.TimeSource.Scheduled;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs one action again and again on a {@link TimeSource}: each wait begins when the action has ended, so no two of them ever
 * run at once. Thread-safe.
 */
final class BeatLoop implements Runnable {

    private static final int MOST_EXTRA_PER_MINUTE = 10;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Object lock = new Object();
    private final TimeSource time;
    private final Round round;
    private @Nullable Scheduled next;
    private boolean running;
    private boolean again;
    private boolean stopped;
    private int extraThisMinute;
    private long minuteBegan;

    /** Creates a loop that does nothing yet. */
    BeatLoop(TimeSource time, Round round) {
        this.time = time;
        this.round = round;
        this.minuteBegan = time.mono();
    }

    /** What is run again and again. */
    interface Round {

        /** Does it. Must not throw. */
        void run();

        /** Returns how long to wait after it. */
        Duration pause();

        /** Is called when the next round is planned and nothing is under way; may take its time. */
        void afterwards();
    }

    /** Plans the first round. */
    void start(Duration delay) {
        synchronized (lock) {
            plan(delay);
        }
    }

    /**
     * Brings the next round forward to now, or to the end of the one under way. Only so many times a minute, so that a server
     * which answers each heartbeat with a new command cannot make us spin.
     */
    void soon() {
        synchronized (lock) {
            if (stopped || !takeExtra()) {
                return;
            }
            if (running) {
                again = true;
            } else {
                plan(Duration.ZERO);
            }
        }
    }

    /** Begins no further round. */
    void stop() {
        synchronized (lock) {
            stopped = true;
            cancelNext();
        }
    }

    /** Waits, in real time, until no round is under way; false if one still is when the time is up. */
    boolean awaitQuiet(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (lock) {
            while (running) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                lock.wait(left);
            }
            return true;
        }
    }

    /** One round, for the time source to call. */
    @Override
    public void run() {
        synchronized (lock) {
            if (stopped || running) {
                return;
            }
            next = null;
            running = true;
        }
        try {
            round.run();
        } finally {
            synchronized (lock) {
                running = false;
                lock.notifyAll();
                if (!stopped) {
                    plan(again ? Duration.ZERO : round.pause());
                }
                again = false;
            }
        }
        round.afterwards();
    }

    private void plan(Duration delay) {
        cancelNext();
        if (!stopped) {
            next = time.schedule(delay, this);
        }
    }

    private void cancelNext() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    private boolean takeExtra() {
        long now = time.mono();
        if (now - minuteBegan >= MINUTE) {
            minuteBegan = now;
            extraThisMinute = 0;
        }
        return ++extraThisMinute <= MOST_EXTRA_PER_MINUTE;
    }
}
