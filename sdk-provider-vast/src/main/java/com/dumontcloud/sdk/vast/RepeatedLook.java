package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A look at an account that is taken again and again, on threads of a time source, until it is closed. Thread-safe. */
final class RepeatedLook implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RepeatedLook.class);

    private static final Duration MOST_OFTEN = Duration.ofSeconds(1);

    private final String what;
    private final Runnable look;
    private final TimeSource time;

    private final Object lock = new Object();
    private TimeSource.@Nullable Scheduled next;
    private boolean closed;

    /**
     * Creates one that does not look before it is started.
     *
     * @param what is looked at, for the log
     * @param look what it throws is logged, and it is looked at again the next time
     */
    RepeatedLook(String what, Runnable look, TimeSource time) {
        this.what = what;
        this.look = look;
        this.time = time;
    }

    /**
     * Begins to look, at once and then so long after each look.
     *
     * @param every 1 s or more
     */
    void start(Duration every) {
        if (every.compareTo(MOST_OFTEN) < 0) {
            throw new IllegalArgumentException("a look every " + every + "; it must be 1 s or more");
        }
        again(Duration.ZERO, every);
    }

    /** Looks no more; a look under way is finished. Idempotent. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (next != null) {
                next.cancel();
            }
        }
    }

    private void again(Duration after, Duration every) {
        synchronized (lock) {
            if (!closed) {
                next = time.schedule(after, () -> lookAndGoOn(every));
            }
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private void lookAndGoOn(Duration every) {
        try {
            look.run();
        } catch (RuntimeException failed) {
            log.warn("The {} are looked at again in {}", what, every, failed);
        } finally {
            again(every, every);
        }
    }
}
