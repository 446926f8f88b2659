/** What everything that talks HTTP here needs. */
@NullMarked
package com.dumontcloud.sdk.agent.internal.net;

import org.jspecify.annotations.NullMarked;
