/** Finds traces of people: terminals and notebooks. Not API: it may change at any time. */
@NullMarked
package com.dumontcloud.sdk.agent.internal.people;

import org.jspecify.annotations.NullMarked;
