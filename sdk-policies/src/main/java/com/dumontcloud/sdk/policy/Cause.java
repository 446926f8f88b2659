package com.dumontcloud.sdk.policy;

/** Why a machine is to be parked or woken; each cause has its own warning and its own guards. */
public enum Cause {
    /** Unused by the evidence of its own reporters. */
    IDLE,
    /** Nothing on it reports any more. */
    ORPHAN,
    /** Orphaned and parked for so long that it is given back. */
    FORGOTTEN,
    /** Nothing on it ever reported, and nobody else can tell whether it is used. */
    NO_EVIDENCE,
    /** The program on it said that its work is done. */
    FINISHED,
    /** The program that rented it no longer renews its lease. */
    LEASE_EXPIRED,
    /** A spend cap over it is reached. */
    SPEND_CAP,
    /** It broke down, or its provider took it away, and another machine takes its place. */
    FAILOVER,
    /** Another machine has taken its place, or is to, and it is not needed any more. */
    REPLACED,
    /** A person asked for it. */
    PERSON
}
