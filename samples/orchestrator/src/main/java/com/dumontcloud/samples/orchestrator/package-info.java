/** A training run on machines that it rents for itself. */
@NullMarked
package com.dumontcloud.samples.orchestrator;

import org.jspecify.annotations.NullMarked;
