/** The reporter as a guest in a JVM whose program knows nothing of it. Not API: it may change at any time. */
@NullMarked
package com.dumontcloud.sdk.agent.internal.guest;

import org.jspecify.annotations.NullMarked;
