/** Reads NVIDIA GPUs through the driver's own library, NVML. */
@NullMarked
package com.dumontcloud.sdk.agent.nvml;

import org.jspecify.annotations.NullMarked;
