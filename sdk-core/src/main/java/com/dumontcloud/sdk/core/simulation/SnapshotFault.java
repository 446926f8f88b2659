package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.error.DumontException.Kind;

/** A way in which a snapshot goes wrong in {@link SimulatedSnapshots}. None of them makes a call hang. */
public enum SnapshotFault {
    /** Taking it throws {@link Kind#SERVER}, and nothing is kept. */
    FAILS,
    /** Taking it throws {@link Kind#TIMEOUT}; it is whole, and listed, 30 minutes later. */
    SLOW,
    /** It is taken, listed, and damaged: verifying it throws {@link Kind#INVALID_ANSWER}. */
    CORRUPT,
    /** It is taken, listed, and holds 0 bytes: verifying it throws {@link Kind#INVALID_ANSWER}. */
    EMPTY,
    /** It is taken and sound, and what it holds is an hour old. */
    STALE,
    /** It is taken and sound, and holds the data of another machine. */
    WRONG_MACHINE
}
