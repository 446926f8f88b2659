/** What an embedded reporter costs the program around it: processor time, memory of the process, heap. */
@NullMarked
package com.dumontcloud.benchmarks.footprint;

import org.jspecify.annotations.NullMarked;
