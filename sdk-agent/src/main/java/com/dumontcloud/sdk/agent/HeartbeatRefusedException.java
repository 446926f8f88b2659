package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.error.DumontException;
import java.time.Duration;
import java.util.Objects;

/** A heartbeat was not counted, and the other side said how long it wants to be left alone. */
public final class HeartbeatRefusedException extends DumontException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /**
     * Creates the exception.
     *
     * @param retryAfter how long to wait at least before the next heartbeat, zero or more
     */
    public HeartbeatRefusedException(Kind kind, String message, Duration retryAfter) {
        super(kind, message);
        this.retryAfter = Objects.requireNonNull(retryAfter, "retryAfter");
    }

    /** Returns how long to wait at least before the next heartbeat. A reporter waits no longer than five minutes. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
