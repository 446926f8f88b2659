package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.error.ApiException;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import java.time.Duration;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Which failures are worth a repeat, and how long to wait before it. Pure but for the random numbers.
 *
 * @param maxRetries how many repeats at most
 * @param firstDelay upper bound of the wait before the first repeat; doubles with each further one
 * @param maxDelay upper bound of every wait of our own choice
 * @param maxRetryAfter upper bound of every wait that a server asks for
 */
record RetryRules(int maxRetries, Duration firstDelay, Duration maxDelay, Duration maxRetryAfter) {

    private static final int MOST_DOUBLINGS = 16;

    /** Returns whether the same call may go well a little later. */
    static boolean isPassing(DumontException failure) {
        if (failure instanceof ApiException answered) {
            int status = answered.status();
            return status == 408 || status == 429 || (status >= 500 && status != 501);
        }
        Throwable cause = failure.getCause();
        boolean distrusted = cause instanceof SSLHandshakeException || cause instanceof SSLPeerUnverifiedException;
        return (failure.kind() == Kind.NETWORK || failure.kind() == Kind.TIMEOUT) && !distrusted;
    }

    /**
     * Returns how long to wait before the next attempt: what the server asks for, up to the cap, or else a random part of a
     * bound that doubles, so that a fleet that failed together does not come back together.
     *
     * @param attempts how many attempts failed so far, 1 or more
     */
    Duration waitAfter(int attempts, DumontException failure, RandomGenerator random) {
        if (failure instanceof ApiException answered && answered.retryAfter() != null) {
            Duration asked = answered.retryAfter();
            return asked.compareTo(maxRetryAfter) > 0 ? maxRetryAfter : asked;
        }
        long bound = Math.min(firstDelay.toNanos() << Math.min(attempts - 1, MOST_DOUBLINGS), maxDelay.toNanos());
        return Duration.ofNanos((long) (random.nextDouble() * bound));
    }
}
