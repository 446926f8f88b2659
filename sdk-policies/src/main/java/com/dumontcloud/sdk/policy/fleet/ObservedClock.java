package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Observed time: it passes only while the engine is at work, ticking or asked, and heartbeats can come in. A process that was suspended,
 * or paused by its collector, gains at most {@link #LARGEST_STEP} by that, and one that nobody can reach gains nothing, so that it never
 * takes its own absence for a machine's silence. Not thread-safe.
 */
final class ObservedClock {

    /** How far apart two ticks of a healthy engine may be: five of its one-second ticks. */
    static final Duration LARGEST_STEP = Duration.ofSeconds(5);

    /** By how much more or less than the monotonic clock the wall may move: the lifecycle rules, I15. */
    static final Duration LARGEST_DIFFERENCE = Duration.ofSeconds(60);

    private final TimeSource time;
    private final BooleanSupplier accepting;
    private long observed;
    private long countedUntil;
    private Instant wall;
    private boolean wasAccepting = true;
    private Duration unreachable = Duration.ZERO;
    private Duration absence = Duration.ZERO;
    private Jump newestJump = new Jump(null, Duration.ZERO);

    /**
     * Begins to observe.
     *
     * @param accepting whether heartbeats can come in at the moment
     */
    ObservedClock(TimeSource time, BooleanSupplier accepting, long startNanos) {
        this.time = time;
        this.accepting = accepting;
        this.observed = startNanos;
        this.countedUntil = time.mono();
        this.wall = time.wall();
    }

    /** Returns now, and counts the time since the call before. */
    Moment now() {
        long mono = time.mono();
        Instant wallNow = time.wall();
        long passed = mono - countedUntil;
        boolean isAccepting = accepting.getAsBoolean();
        if (isAccepting && wasAccepting) {
            long seen = Math.min(passed, LARGEST_STEP.toNanos());
            observed += seen;
            noticeAbsence(Duration.ofNanos(passed - seen));
        } else {
            unreachable = unreachable.plusNanos(passed);
        }
        if (isAccepting) {
            noticeAbsence(unreachable);
            unreachable = Duration.ZERO;
        }
        wasAccepting = isAccepting;
        countedUntil = mono;
        Duration jump = Duration.between(wall, wallNow).minusNanos(passed);
        wall = wallNow;
        if (jump.abs().compareTo(LARGEST_DIFFERENCE) > 0) {
            newestJump = new Jump(observed, jump);
        }
        return new Moment(observed, mono, wallNow);
    }

    /** Returns for how long the engine was away in one piece since the call before; zero where it was not for a minute. */
    Duration takeAbsence() {
        Duration taken = absence;
        absence = Duration.ZERO;
        return taken;
    }

    /** Returns by how much the wall clock last jumped, and when. */
    Jump newestJump() {
        return newestJump;
    }

    private void noticeAbsence(Duration unobserved) {
        if (unobserved.compareTo(LARGEST_DIFFERENCE) > 0) {
            absence = absence.plus(unobserved);
        }
    }

    /**
     * A jump of the wall clock.
     *
     * @param atNanos observed time at which it was noticed; absent while there was none
     * @param by how far; backwards where negative
     */
    record Jump(@Nullable Long atNanos, Duration by) {}
}
