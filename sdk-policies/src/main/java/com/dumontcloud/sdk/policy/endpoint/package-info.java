/**
 * The HTTP contract: agents, machines, operators.
 */
@NullMarked
package com.dumontcloud.sdk.policy.endpoint;

import org.jspecify.annotations.NullMarked;
