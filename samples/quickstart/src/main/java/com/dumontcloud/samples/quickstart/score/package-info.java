/** What parking saved, whom it interrupted, and what would have been best. */
@NullMarked
package com.dumontcloud.samples.quickstart.score;

import org.jspecify.annotations.NullMarked;
