/** A training program that reports the machine it runs on, and a control plane to try it against. */
@NullMarked
package com.dumontcloud.samples.inprocess;

import org.jspecify.annotations.NullMarked;
