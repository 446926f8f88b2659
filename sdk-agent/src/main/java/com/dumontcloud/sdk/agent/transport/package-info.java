/** Sends heartbeats over HTTP with nothing but the JDK. */
@NullMarked
package com.dumontcloud.sdk.agent.transport;

import org.jspecify.annotations.NullMarked;
