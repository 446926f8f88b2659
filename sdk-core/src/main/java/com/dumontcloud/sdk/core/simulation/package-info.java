/**
 * Time, machines and money that exist only in memory, for tests, samples and demonstrations.
 */
@NullMarked
package com.dumontcloud.sdk.core.simulation;

import org.jspecify.annotations.NullMarked;
