/** A Spark plugin: executors and the driver report the machines they run on. */
@NullMarked
package com.dumontcloud.samples.spark;

import org.jspecify.annotations.NullMarked;
