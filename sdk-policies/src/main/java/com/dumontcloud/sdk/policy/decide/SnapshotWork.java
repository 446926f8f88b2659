package com.dumontcloud.sdk.policy.decide;

import java.time.Instant;
import java.util.Objects;

/**
 * How far an operation is with the snapshot that it waits for. Immutable.
 *
 * @param step what is being done
 * @param asked how often anything was asked for, which tells the answers apart
 * @param failed how often it came to nothing
 * @param notBefore what the snapshot holds must not be older
 * @param askedAt when that was asked for, by the wall
 * @param untilNanos observed time at which the step is over, whatever came of it
 */
public record SnapshotWork(Step step, int asked, int failed, Instant notBefore, Instant askedAt, long untilNanos) {

    /** Checks that nothing is missing. */
    public SnapshotWork {
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(notBefore, "notBefore");
        Objects.requireNonNull(askedAt, "askedAt");
    }

    /** What is being done. */
    public enum Step {
        /** A new one is taken. */
        TAKING,
        /** The newest one is read back. */
        READING_BACK,
        /** It came to nothing, and is tried again after a pause. */
        PAUSING,
        /** It came to nothing too often: the machine is parked without, since its disk is kept. */
        GIVEN_UP
    }
}
