/** Decides when a machine is unused, and parks it safely. */
@NullMarked
package com.dumontcloud.sdk.policy;

import org.jspecify.annotations.NullMarked;
