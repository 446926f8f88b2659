package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Calls a listener: one call at a time, in order, on the thread that brings the news. While a call hangs, news of other
 * threads waits, and what no longer fits is dropped, so that a bad listener costs one thread and a little memory.
 */
final class Notices {

    private static final int MOST_WAITING = 64;

    private final Object lock = new Object();
    private final ReporterListener listener;
    private final TroubleLog trouble;
    private final Queue<Consumer<ReporterListener>> waiting = new ArrayDeque<>();
    private boolean calling;

    Notices(ReporterListener listener, TimeSource time) {
        this.listener = listener;
        this.trouble =
                new TroubleLog(LoggerFactory.getLogger(HeartbeatReporter.class), time, "The reporter's listener");
    }

    /** Keeps the news for the next {@link #deliver()}. */
    void add(Consumer<ReporterListener> notice) {
        boolean full;
        synchronized (lock) {
            full = waiting.size() >= MOST_WAITING;
            if (!full) {
                waiting.add(notice);
            }
        }
        if (full) {
            trouble.failed(new IllegalStateException("it hangs; a notice was dropped"));
        }
    }

    /** Calls the listener with everything that waits, unless another thread is at it. */
    @SuppressWarnings("CatchingUnchecked")
    void deliver() {
        for (Consumer<ReporterListener> notice = take(); notice != null; notice = take()) {
            try {
                notice.accept(listener);
                trouble.succeeded();
            } catch (Throwable failure) {
                trouble.failed(failure);
            } finally {
                synchronized (lock) {
                    calling = false;
                }
            }
        }
    }

    private @Nullable Consumer<ReporterListener> take() {
        synchronized (lock) {
            if (calling) {
                return null;
            }
            Consumer<ReporterListener> next = waiting.poll();
            calling = next != null;
            return next;
        }
    }
}
