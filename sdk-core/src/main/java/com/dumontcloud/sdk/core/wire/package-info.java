/**
 * The agent protocol on the wire: two dialects, one model.
 */
@NullMarked
package com.dumontcloud.sdk.core.wire;

import org.jspecify.annotations.NullMarked;
