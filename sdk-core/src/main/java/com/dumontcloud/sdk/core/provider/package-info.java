/**
 * The contract between the engine and whoever rents the machines.
 */
@NullMarked
package com.dumontcloud.sdk.core.provider;

import org.jspecify.annotations.NullMarked;
