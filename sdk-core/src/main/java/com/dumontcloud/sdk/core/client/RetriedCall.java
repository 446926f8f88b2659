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
    private final Pace pace;
    private final RetryRules rules;
    private final TimeSource time;
    private final Sleeper sleeper;
    private final RandomGenerator random;
    private final long deadline;
    private @Nullable Duration wait;
    private @Nullable DumontException lostAnswer;

    RetriedCall(String what, boolean mayRepeat, Pace pace, Duration timeout, ClientOptions options, TimeSource time) {
        this.what = what;
        this.rules = options.retryRules();
        this.maxRetries = mayRepeat ? rules.maxRetries() : 0;
        this.pace = pace;
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
        try {
            return Failsafe.with(policy).get(context -> runOnce(attempt, context));
        } catch (DumontException last) {
            throw lostAnswer != null && last.kind() == Kind.RATE_LIMITED ? lostAnswer(lostAnswer, last) : last;
        }
    }

    /** A repeat that was turned away for its pace says nothing of the attempt before, which may have taken effect. */
    private static DumontException lostAnswer(DumontException first, DumontException last) {
        first.addSuppressed(last);
        return first;
    }

    private T runOnce(Attempt<T> attempt, ExecutionContext<T> context) {
        Duration before = wait;
        wait = null;
        if (before != null) {
            pause(before);
        }
        refuseIfInterrupted(context.getLastException());
        awaitTurn(context.getLastException());
        refuseIfInterrupted(context.getLastException());
        int number = context.getAttemptCount() + 1;
        try {
            return attempt.run(number, timeLeft());
        } catch (DumontException failure) {
            lostAnswer = failure.kind().leavesOutcomeUnknown() ? failure : lostAnswer;
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

    private void awaitTurn(@Nullable Throwable failureBefore) {
        Duration turn = pace.takeTurn(timeLeft()).orElse(null);
        if (turn == null) {
            throw new DumontException(
                    Kind.RATE_LIMITED,
                    what + " was not sent: calls before it fill the pace of its route; wait, or ask less often",
                    failureBefore);
        }
        if (!turn.isZero()) {
            pause(turn);
        }
    }

    private Duration timeLeft() {
        return Duration.ofNanos(Math.max(1, deadline - time.mono()));
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
