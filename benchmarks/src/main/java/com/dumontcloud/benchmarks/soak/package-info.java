/** Whether a reporter holds more the longer it runs: heap, threads, descriptors, under a control plane that misbehaves. */
@NullMarked
package com.dumontcloud.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
