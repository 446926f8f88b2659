package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Keeps what became of the heartbeats, for whoever asks. Thread-safe. */
final class StatusBoard {

    private final Object lock = new Object();
    private final TimeSource time;
    private final Pace pace;
    private long counted;
    private long failed;
    private int failuresInARow;
    private @Nullable Throwable failure;
    private long countedAt;
    private @Nullable Duration hibernateIn;

    StatusBoard(TimeSource time, Pace pace) {
        this.time = time;
        this.pace = pace;
    }

    void counted(HeartbeatReply reply) {
        synchronized (lock) {
            counted++;
            failuresInARow = 0;
            failure = null;
            countedAt = time.mono();
            hibernateIn = reply.hibernateIn();
        }
    }

    void failed(Throwable why, int inARow) {
        synchronized (lock) {
            failed++;
            failuresInARow = inARow;
            failure = why;
        }
    }

    ReporterStatus now() {
        synchronized (lock) {
            Duration since = counted == 0 ? null : Duration.ofNanos(time.mono() - countedAt);
            return new ReporterStatus(
                    counted, failed, failuresInARow, failure, since, pace.interval(), left(hibernateIn, since));
        }
    }

    private static @Nullable Duration left(@Nullable Duration told, @Nullable Duration since) {
        if (told == null || since == null) {
            return null;
        }
        Duration left = told.minus(since);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
