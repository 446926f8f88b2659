/** When machines are needed: read from a recording, or made up by the cast. */
@NullMarked
package com.dumontcloud.samples.quickstart.usage;

import org.jspecify.annotations.NullMarked;
