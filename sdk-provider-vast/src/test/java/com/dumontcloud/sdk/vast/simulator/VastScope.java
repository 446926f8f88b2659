package com.dumontcloud.sdk.vast.simulator;

/** What a key may do. */
public enum VastScope {
    /** See machines, volumes and logs. */
    INSTANCE_READ,
    /** Rent, change and destroy machines and volumes. */
    INSTANCE_WRITE,
    /** See the account and its keys. */
    USER_READ,
    /** Change the account's keys. */
    USER_WRITE,
    /** See what was charged. */
    BILLING_READ,
    /** Search. */
    MISC
}
