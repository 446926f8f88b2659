package com.dumontcloud.sdk.core.model;

import java.time.Instant;
import java.util.Objects;

/**
 * What a page has to know of the session that its browser holds as a cookie. Immutable.
 *
 * @param csrfToken what every change has to carry as {@code X-CSRF-Token}, by which it is known to come from the page
 * @param expiresAt when the session ends, if it is not ended before
 */
public record BrowserSession(String csrfToken, Instant expiresAt) {

    /** Checks that nothing is missing. */
    public BrowserSession {
        Objects.requireNonNull(csrfToken, "csrfToken");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /** Hides the token. */
    @Override
    public String toString() {
        return "session until " + expiresAt;
    }
}
