package com.dumontcloud.sdk.core.client;

import java.nio.file.Path;

/**
 * Gives the token that a request is sent with.
 *
 * <p>It is asked anew before every request, repeats included, so that a token may be rotated while the program runs. An
 * implementation must be thread-safe; it may block for a short time, on the thread that makes the call.
 */
@FunctionalInterface
public interface CredentialSource {

    /**
     * Returns the token to send now: visible ASCII characters only, at least one. Whatever this throws fails the request with
     * kind {@code UNAUTHENTICATED}.
     */
    String token();

    /**
     * Returns a source that always gives this token. Its {@code toString} hides it.
     *
     * @throws IllegalArgumentException if the token is empty or has a character that no HTTP header may carry
     */
    static CredentialSource of(String token) {
        return new FixedToken(token);
    }

    /**
     * Returns a source that reads a file each time it is asked, so that a rotated file is noticed with the next request.
     *
     * @param file UTF-8 text with the token on its only line; white space around it is ignored. It need not exist yet
     */
    static CredentialSource fromFile(Path file) {
        return new TokenFile(file);
    }
}
