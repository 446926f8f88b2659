package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often each of many may do something: so often in a row, and so often a second from then on. It takes the same memory for however
 * many there are, for which a few of them now and then share what one may. Thread-safe, and waits for nothing.
 */
final class RateLimit {

    /** A prime, and a factor that spreads addresses that differ in their last digit over all of it. */
    private static final int SLOTS = 4093;

    private static final int SCATTER = 0x9E3779B9;

    private final TimeSource time;
    private final long stepNanos;
    private final long burstNanos;

    /** By when each will have paid for all it did, at one step each: how far that is ahead is how much of its burst is used up. */
    private final AtomicLongArray paidAt = new AtomicLongArray(SLOTS);

    /**
     * Allows everybody everything that is due.
     *
     * @param perSecond how often a second in the long run, more than 0
     * @param burst how often in a row, 1 or more
     */
    RateLimit(TimeSource time, double perSecond, int burst) {
        this.time = time;
        this.stepNanos = Math.round(1e9 / perSecond);
        this.burstNanos = stepNanos * burst;
        long now = time.mono();
        for (int i = 0; i < SLOTS; i++) {
            paidAt.set(i, now);
        }
    }

    /** Counts that somebody does it, if he may. Returns how long to wait before it would be allowed; zero where it is now. */
    Duration take(String who) {
        int slot = Math.floorMod(who.hashCode() * SCATTER, SLOTS);
        long now = time.mono();
        while (true) {
            long before = paidAt.get(slot);
            long after = Math.max(before, now) + stepNanos;
            long ahead = after - now - burstNanos;
            if (ahead > 0) {
                return Duration.ofNanos(ahead);
            }
            if (paidAt.compareAndSet(slot, before, after)) {
                return Duration.ZERO;
            }
        }
    }
}
