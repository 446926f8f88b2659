package com.dumontcloud.sdk.policy;

/** Why a machine is to be parked or woken; each cause has its own warning and its own guards. */
public enum Cause {
    /** Unused by the evidence of its own reporters. */
    IDLE,
    /** Nothing on it reports any more. */
    ORPHAN,
    /** The program on it said that its work is done. */
    FINISHED,
    /** A person asked for it. */
    PERSON
}
