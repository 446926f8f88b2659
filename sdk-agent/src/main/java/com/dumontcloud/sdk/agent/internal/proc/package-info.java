/** Reads Linux's {@code /proc} and cgroup files. Not API: it may change at any time. */
@NullMarked
package com.dumontcloud.sdk.agent.internal.proc;

import org.jspecify.annotations.NullMarked;
