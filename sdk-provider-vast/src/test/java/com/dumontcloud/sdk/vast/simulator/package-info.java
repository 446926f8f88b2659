/** Vast.ai on loopback: its HTTP routes over a simulated cloud, for tests, samples and demonstrations. */
@NullMarked
package com.dumontcloud.sdk.vast.simulator;

import org.jspecify.annotations.NullMarked;
