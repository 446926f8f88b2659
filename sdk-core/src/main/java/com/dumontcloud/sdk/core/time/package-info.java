/**
 * The one door to time: a wall clock, a monotonic clock and a scheduler behind a single interface.
 */
@NullMarked
package com.dumontcloud.sdk.core.time;

import org.jspecify.annotations.NullMarked;
