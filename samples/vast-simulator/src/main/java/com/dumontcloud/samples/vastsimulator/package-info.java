/** Vast.ai on loopback, as a program. */
@NullMarked
package com.dumontcloud.samples.vastsimulator;

import org.jspecify.annotations.NullMarked;
