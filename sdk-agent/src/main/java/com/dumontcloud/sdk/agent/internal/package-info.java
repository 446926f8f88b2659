/** What several packages of this module share. Not API. */
@NullMarked
package com.dumontcloud.sdk.agent.internal;

import org.jspecify.annotations.NullMarked;
