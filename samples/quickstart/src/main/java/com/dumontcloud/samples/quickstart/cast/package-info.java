/** Who rents machines on a day, what for, and what those machines measure meanwhile. */
@NullMarked
package com.dumontcloud.samples.quickstart.cast;

import org.jspecify.annotations.NullMarked;
