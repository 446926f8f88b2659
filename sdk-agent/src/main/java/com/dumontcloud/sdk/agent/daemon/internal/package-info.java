/** The log of the program {@code dumont-agent}, public only because SLF4J makes it by name. Not API. */
@NullMarked
package com.dumontcloud.sdk.agent.daemon.internal;

import org.jspecify.annotations.NullMarked;
