/** A virtual day with real reporters, real HTTP and a real host, in less than a minute. */
@NullMarked
package com.dumontcloud.samples.quickstart.live;

import org.jspecify.annotations.NullMarked;
