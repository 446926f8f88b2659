/**
 * The typed client of a Dumont control plane.
 */
@NullMarked
package com.dumontcloud.sdk.core.client;

import org.jspecify.annotations.NullMarked;
