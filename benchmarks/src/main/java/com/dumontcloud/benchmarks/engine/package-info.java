/**
 * What the engine costs: one decision, and a fleet of many machines.
 */
@NullMarked
package com.dumontcloud.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
