package com.dumontcloud.sdk.agent;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the reporting fares at one moment: what a health check or a metric wants to know. Immutable.
 *
 * <p>Times are measured by the monotonic clock of the reporter's time source.
 */
public final class ReporterStatus {

    private final long heartbeatsCounted;
    private final long heartbeatsFailed;
    private final int failuresInARow;
    private final @Nullable Throwable failure;
    private final @Nullable Duration sinceCounted;
    private final Duration interval;
    private final @Nullable Duration hibernateIn;

    ReporterStatus(
            long heartbeatsCounted,
            long heartbeatsFailed,
            int failuresInARow,
            @Nullable Throwable failure,
            @Nullable Duration sinceCounted,
            Duration interval,
            @Nullable Duration hibernateIn) {
        this.heartbeatsCounted = heartbeatsCounted;
        this.heartbeatsFailed = heartbeatsFailed;
        this.failuresInARow = failuresInARow;
        this.failure = failure;
        this.sinceCounted = sinceCounted;
        this.interval = interval;
        this.hibernateIn = hibernateIn;
    }

    /** Returns how many heartbeats the control plane has counted. */
    public long heartbeatsCounted() {
        return heartbeatsCounted;
    }

    /** Returns how many heartbeats were not counted, or of which nobody knows whether they were. */
    public long heartbeatsFailed() {
        return heartbeatsFailed;
    }

    /** Returns how many have failed since the last that was counted; 0 while all is well, and before the first. */
    public int failuresInARow() {
        return failuresInARow;
    }

    /** Returns why the newest heartbeat failed; absent when it was counted. Its message never holds a token. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Returns how long ago the last heartbeat was counted; absent before the first. */
    public @Nullable Duration sinceCounted() {
        return sinceCounted;
    }

    /** Returns the interval between heartbeats, as it was told last. */
    public Duration interval() {
        return interval;
    }

    /**
     * Returns how long until this machine is hibernated, by the newest reply and the time since; zero when it may happen at
     * any moment, absent while it is not planned.
     */
    public @Nullable Duration hibernateIn() {
        return hibernateIn;
    }

    @Override
    public String toString() {
        return heartbeatsCounted + " heartbeats counted, " + heartbeatsFailed + " failed, " + failuresInARow
                + " in a row, every " + interval + ", hibernation in " + hibernateIn;
    }
}
