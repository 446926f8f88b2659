package com.dumontcloud.sdk.core.provider;

/** A provider's own view of a machine that does not report itself. */
public enum Witness {
    /** It is in use. */
    BUSY,
    /** It is on and not in use. */
    IDLE,
    /** The host is gone, though it may still be billed. */
    DEAD,
    /** The provider cannot tell. */
    UNKNOWN
}
