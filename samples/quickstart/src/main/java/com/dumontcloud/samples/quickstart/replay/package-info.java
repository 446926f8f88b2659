/** Months in seconds: the engine in process, without a network. */
@NullMarked
package com.dumontcloud.samples.quickstart.replay;

import org.jspecify.annotations.NullMarked;
