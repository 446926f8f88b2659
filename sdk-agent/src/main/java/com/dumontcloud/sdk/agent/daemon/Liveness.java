package com.dumontcloud.sdk.agent.daemon;

import java.time.Duration;

/**
 * Whether the reporter still tries: the time since it last sent, or failed to send, a heartbeat, held against the longest pause
 * it may make. Network and control plane are no part of it; restarting the agent would heal neither. Thread-safe.
 */
final class Liveness {

    /** A reporter whose heartbeats fail waits up to four intervals, and at most five minutes, jittered by a tenth. */
    private static final int STRETCH = 4;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final double JITTER = 1.1;

    /** Looking up a name, connecting and waiting for an answer end on their own well within this. */
    private static final Duration EXCHANGE = Duration.ofSeconds(60);

    private Duration interval = Duration.ofSeconds(30);
    private long lastAttempt;

    Liveness(long startedNanos) {
        this.lastAttempt = startedNanos;
    }

    synchronized void attempted(long nanos) {
        lastAttempt = nanos;
    }

    synchronized void interval(Duration told) {
        interval = told;
    }

    synchronized boolean isAlive(long nowNanos) {
        return nowNanos - lastAttempt <= longestSilence().toNanos();
    }

    private Duration longestSilence() {
        Duration pause = Duration.ofNanos(interval.toNanos() * STRETCH);
        Duration longest = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        return Duration.ofNanos((long) (longest.toNanos() * JITTER)).plus(EXCHANGE);
    }
}
