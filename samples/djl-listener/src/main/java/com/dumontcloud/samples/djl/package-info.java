/** Trainings with Deep Java Library that report their machine. */
@NullMarked
package com.dumontcloud.samples.djl;

import org.jspecify.annotations.NullMarked;
