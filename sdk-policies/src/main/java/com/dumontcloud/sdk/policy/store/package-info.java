/**
 * Where a fleet's state lives.
 */
@NullMarked
package com.dumontcloud.sdk.policy.store;

import org.jspecify.annotations.NullMarked;
