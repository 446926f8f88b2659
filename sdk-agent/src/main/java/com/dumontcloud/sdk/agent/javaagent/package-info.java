/** What the JVM itself calls when it is started with {@code -javaagent:dumont-sdk-agent.jar}; in no other jar. */
@NullMarked
package com.dumontcloud.sdk.agent.javaagent;

import org.jspecify.annotations.NullMarked;
