package com.dumontcloud.sdk.policy;

import org.jspecify.annotations.Nullable;

/**
 * One way to tell whether a machine is used.
 *
 * <p>Must be pure and cheap; it is asked at every heartbeat. One that throws reads {@link Reading#UNKNOWN}, and the engine says
 * so.
 */
@FunctionalInterface
public interface IdleSignal {

    /** Reads the signal. Never returns null. */
    Reading read(Sample sample);

    /** What a signal can say. */
    enum Reading {
        /** The machine is used. One such signal is enough to leave it alone. */
        ACTIVE,
        /** The machine is not used, and this signal alone would have shown it: evidence to act on, where no other objects. */
        IDLE,
        /** Nothing seen, which by itself proves nothing. */
        QUIET,
        /** Not measured, lost or impossible: no evidence either way. */
        UNKNOWN
    }

    /**
     * What a signal looks at.
     *
     * @param now the heartbeat just accepted
     * @param before the same reporter's heartbeat before it in the same run; absent for the first
     * @param elapsedSeconds seconds of observed time that the byte counts of this one stand for; 0 where there is none before
     * @param stillSeconds seconds of observed time for which the program that says it is busy has shown neither progress nor
     *     work on a GPU; 0 where it does not say so
     * @param powerShare by how much the hungriest GPU draws more than when idle, as a share of what is left up to its limit, 0 or
     *     more; absent where its power, its limit or what it draws when idle is not known
     * @param machine the machine, as it was before this heartbeat
     */
    record Sample(
            Evidence now,
            @Nullable Evidence before,
            double elapsedSeconds,
            double stillSeconds,
            @Nullable Double powerShare,
            MachineView machine) {

        /** Returns whether the machine is idle so far, so that what ends a run may be held to a higher bar. */
        public boolean isIdleSoFar() {
            return machine.idleRun().isPresent();
        }
    }
}
