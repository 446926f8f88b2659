/** What the stand-alone agent costs, beside the loop in Python that it replaces: the time to its first heartbeat, and memory. */
@NullMarked
package com.dumontcloud.benchmarks.standalone;

import org.jspecify.annotations.NullMarked;
