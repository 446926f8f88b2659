/** Measures a control plane that runs as people run it: how soon it answers, and what it takes of the machine. */
@NullMarked
package com.dumontcloud.benchmarks.plane;

import org.jspecify.annotations.NullMarked;
