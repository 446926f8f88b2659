/** How good the engine's decisions are, on recordings of real use. */
@NullMarked
package com.dumontcloud.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
