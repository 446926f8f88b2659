/**
 * From what somebody wants to do to a machine to do it on: what is needed for it, by arithmetic that is shown, and what of the market
 * finishes it for the least money.
 *
 * <p>Begin at {@link com.dumontcloud.sdk.core.advisor.Advisor}. Nothing here does any input or output.
 */
@NullMarked
package com.dumontcloud.sdk.core.advisor;

import org.jspecify.annotations.NullMarked;
