/** The main job in one command. */
@NullMarked
package com.dumontcloud.samples.quickstart;

import org.jspecify.annotations.NullMarked;
