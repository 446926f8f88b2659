/**
 * The one exception family of the SDK.
 */
@NullMarked
package com.dumontcloud.sdk.core.error;

import org.jspecify.annotations.NullMarked;
