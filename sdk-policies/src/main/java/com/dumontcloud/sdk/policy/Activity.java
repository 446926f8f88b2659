package com.dumontcloud.sdk.policy;

/** Whether a machine is used, by the evidence of its reporters. */
public enum Activity {
    /** The evidence does not say. Never grounds to act. */
    INDETERMINATE,
    /** At least one signal says it is used. */
    ACTIVE,
    /** Every available signal says it is not. */
    IDLE,
    /** Idle long enough that its users were told it will be parked. */
    WARNED,
    /** Idle and warned long enough; parking is intended. */
    DUE;

    /** Returns whether the machine counts as unused. */
    public boolean isIdle() {
        return this == IDLE || this == WARNED || this == DUE;
    }
}
