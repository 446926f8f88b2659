/** What reading the lists of Vast.ai costs. In the provider's package, to measure what it keeps to itself. */
@NullMarked
package com.dumontcloud.sdk.vast;

import org.jspecify.annotations.NullMarked;
