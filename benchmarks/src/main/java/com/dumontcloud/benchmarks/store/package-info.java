/**
 * What it costs to keep a fleet on a disk.
 */
@NullMarked
package com.dumontcloud.benchmarks.store;

import org.jspecify.annotations.NullMarked;
