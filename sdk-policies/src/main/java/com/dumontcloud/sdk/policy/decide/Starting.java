package com.dumontcloud.sdk.policy.decide;

import org.jspecify.annotations.Nullable;

/**
 * That a machine is starting. Immutable.
 *
 * @param sinceNanos observed time since when, or when its image was last seen to be pulled on
 * @param words what its provider says of it; absent where it says nothing
 * @param failed whether it has been starting for so long that it counts as failed
 */
record Starting(long sinceNanos, @Nullable String words, boolean failed) {}
