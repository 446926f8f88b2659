/** Reports this machine's heartbeat from inside any JVM. */
@NullMarked
package com.dumontcloud.sdk.agent;

import org.jspecify.annotations.NullMarked;
