/** Logs of our own programs, public only because SLF4J makes providers by name. Not API: it may change at any time. */
@NullMarked
package com.dumontcloud.sdk.agent.internal.log;

import org.jspecify.annotations.NullMarked;
