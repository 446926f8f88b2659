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

    /** Reads the signal. */
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
     * @param elapsedSeconds seconds of observed time between the two; 0 where there is none before
     * @param machine the machine, as it was before this heartbeat
     */
    record Sample(Evidence now, @Nullable Evidence before, double elapsedSeconds, MachineView machine) {

        /** Returns whether the machine is idle so far, so that what ends a run may be held to a higher bar. */
        public boolean isIdleSoFar() {
            return machine.idleRun().isPresent();
        }
    }
}
