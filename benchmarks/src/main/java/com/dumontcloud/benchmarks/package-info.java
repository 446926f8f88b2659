/** What the libraries cost, measured with JMH, and how good their decisions are. */
@NullMarked
package com.dumontcloud.benchmarks;

import org.jspecify.annotations.NullMarked;
