/** Lets a simulated fleet live through a trace under the eyes of a real engine. */
@NullMarked
package com.dumontcloud.samples.quickstart.drive;

import org.jspecify.annotations.NullMarked;
