/** Machines that exist in memory only, for whoever wants to try the control plane without paying for any. */
@NullMarked
package com.dumontcloud.samples.controlplane.simulation;

import org.jspecify.annotations.NullMarked;
