/** What a person sees: a live table on a terminal, plain lines elsewhere, the summary at the end. */
@NullMarked
package com.dumontcloud.samples.quickstart.screen;

import org.jspecify.annotations.NullMarked;
