/** Vast.ai: its machines, offers and errors in the terms of the core. */
@NullMarked
package com.dumontcloud.sdk.vast;

import org.jspecify.annotations.NullMarked;
