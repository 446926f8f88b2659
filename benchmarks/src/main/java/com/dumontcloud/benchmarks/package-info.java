/** What the libraries cost, measured with JMH. */
@NullMarked
package com.dumontcloud.benchmarks;

import org.jspecify.annotations.NullMarked;
