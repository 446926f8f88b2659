package com.dumontcloud.sdk.policy.decide;

/**
 * A stretch of an idle run that no sample speaks for.
 *
 * @param fromNanos observed time at which it began
 * @param untilNanos observed time at which it ended
 */
record Gap(long fromNanos, long untilNanos) {

    /** Returns what is left of it beside a sample that speaks for the time from then on. */
    Gap before(long coveredFromNanos) {
        return new Gap(fromNanos, Math.max(fromNanos, Math.min(untilNanos, coveredFromNanos)));
    }

    /** Returns the same for a run of which all that was known lies so much further back. */
    Gap earlier(long nanos) {
        return new Gap(fromNanos - nanos, untilNanos - nanos);
    }

    long nanos() {
        return untilNanos - fromNanos;
    }
}
