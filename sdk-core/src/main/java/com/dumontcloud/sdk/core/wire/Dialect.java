package com.dumontcloud.sdk.core.wire;

/** The two shapes in which agents and control planes speak of the same things. */
public enum Dialect {
    /** Everything at the top level; spoken under {@code /api/agent}. */
    FLAT,
    /** GPU metrics in an object of their own; spoken under {@code /api/v1/agent}. */
    NESTED
}
