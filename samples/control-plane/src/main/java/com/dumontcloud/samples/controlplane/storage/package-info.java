/** Small files of the data directory that hold secrets, or what must not be lost. */
@NullMarked
package com.dumontcloud.samples.controlplane.storage;

import org.jspecify.annotations.NullMarked;
