/** Replaces an agent by a newer version of itself, if its maker signed that. */
@NullMarked
package com.dumontcloud.sdk.agent.update;

import org.jspecify.annotations.NullMarked;
