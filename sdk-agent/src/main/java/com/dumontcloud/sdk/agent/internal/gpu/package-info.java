/** What the packages that read and report GPUs share. Not API: it may change at any time. */
@NullMarked
package com.dumontcloud.sdk.agent.internal.gpu;

import org.jspecify.annotations.NullMarked;
