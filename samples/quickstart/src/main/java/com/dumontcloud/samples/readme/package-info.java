/** The examples that the README quotes, so that they compile. */
@NullMarked
package com.dumontcloud.samples.readme;

import org.jspecify.annotations.NullMarked;
