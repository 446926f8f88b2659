/** What an agent writes down so that it outlives its process. */
@NullMarked
package com.dumontcloud.sdk.agent.internal.record;

import org.jspecify.annotations.NullMarked;
