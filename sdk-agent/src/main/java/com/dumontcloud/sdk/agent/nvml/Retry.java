package com.dumontcloud.sdk.agent.nvml;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** When to try again what failed: after 1 minute, then 2, 4, 8, and every 10. Not thread-safe. */
final class Retry {

    private static final long FIRST = TimeUnit.MINUTES.toNanos(1);
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(10);

    private final LongSupplier nanoClock;
    private long pause;
    private long since;
    private boolean never;

    Retry(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Returns whether something failed and was not tried again since. */
    boolean isNeeded() {
        return pause > 0;
    }

    /** Returns whether it is time to try again; true when nothing failed. */
    boolean isDue() {
        return !never && nanoClock.getAsLong() - since >= pause;
    }

    /** Says that it failed now. */
    void failed() {
        pause = pause == 0 ? FIRST : Math.min(LONGEST, 2 * pause);
        since = nanoClock.getAsLong();
    }

    /** Says that it failed in a way that no other try in this process can mend. */
    void gaveUp() {
        failed();
        never = true;
    }

    /** Says that it worked. */
    void succeeded() {
        pause = 0;
        never = false;
    }
}
