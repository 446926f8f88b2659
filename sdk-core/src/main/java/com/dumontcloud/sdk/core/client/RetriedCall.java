package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.time.TimeSource;
import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call with its repeats, on the thread that makes it. Used once; not thread-safe.
 *
 * <p>Failsafe counts and repeats; waiting is ours, because its synchronous form sleeps by a clock that no test can move.
 */
final class RetriedCall<T> {

    private static final Logger log = LoggerFactory.getLogger(RetriedCall.class);

    private final String what;
    private final int maxRetries;
    private final RetryRules rules;
    private final TimeSource time;
    private final Sleeper sleeper;
    private final RandomGenerator random;
    private final long deadline;
    private @Nullable Duration wait;

    RetriedCall(String what, boolean mayRepeat, Duration timeout, ClientOptions options, TimeSource time) {
        this.what = what;
        this.rules = options.retryRules();
        this.maxRetries = mayRepeat ? rules.maxRetries() : 0;
        this.time = time;
        this.sleeper = options.sleeper();
        this.random = options.random();
        this.deadline = time.mono() + timeout.toNanos();
    }

    /** Runs the attempts until one succeeds, fails for good, or count or time are used up; then throws its failure. */
    T run(Attempt<T> attempt) {
        RetryPolicy<T> policy = RetryPolicy.<T>builder()
                .withMaxRetries(maxRetries)
                .handleIf(failure -> wait != null)
                .build();
        return Failsafe.with(policy).get(context -> runOnce(attempt, context));
    }

    private T runOnce(Attempt<T> attempt, ExecutionContext<T> context) {
        Duration before = wait;
        wait = null;
        if (before != null) {
            pause(before);
        }
        refuseIfInterrupted(context.getLastException());
        int number = context.getAttemptCount() + 1;
        try {
            return attempt.run(number, Duration.ofNanos(Math.max(1, deadline - time.mono())));
        } catch (DumontException failure) {
            wait = waitAfter(number, failure);
            throw failure;
        }
    }

    /** Returns the wait before the next attempt; null when there must be none. */
    private @Nullable Duration waitAfter(int attempts, DumontException failure) {
        if (attempts > maxRetries || !RetryRules.isPassing(failure)) {
            return null;
        }
        Duration next = rules.waitAfter(attempts, failure, random);
        if (time.mono() + next.toNanos() >= deadline) {
            return null;
        }
        log.debug("{} failed ({}), attempt {} follows in {}", what, failure.kind(), attempts + 1, next);
        return next;
    }

    private void pause(Duration before) {
        try {
            sleeper.sleep(before);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuseIfInterrupted(@Nullable Throwable failureBefore) {
        if (Thread.currentThread().isInterrupted()) {
            throw new DumontException(
                    Kind.INTERRUPTED,
                    what + " was given up: its thread is interrupted; clear the flag to call again",
                    failureBefore);
        }
    }

    /** Sends the request once. */
    @FunctionalInterface
    interface Attempt<T> {

        /**
         * Returns what came back.
         *
         * @param number of this attempt, from 1
         * @param timeLeft until the deadline, more than zero
         */
        T run(int number, Duration timeLeft);
    }
}
