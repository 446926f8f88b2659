/**
 * The agent protocol and the metrics page over HTTP.
 */
@NullMarked
package com.dumontcloud.sdk.policy.endpoint;

import org.jspecify.annotations.NullMarked;
