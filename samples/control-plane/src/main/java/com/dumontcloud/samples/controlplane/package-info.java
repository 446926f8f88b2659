/** The self-hosted control plane, as a program: what it is started with, and how its parts are put together. */
@NullMarked
package com.dumontcloud.samples.controlplane;

import org.jspecify.annotations.NullMarked;
