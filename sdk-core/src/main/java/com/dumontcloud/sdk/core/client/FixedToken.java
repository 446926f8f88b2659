package com.dumontcloud.sdk.core.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A token that never changes. */
final class FixedToken implements CredentialSource {

    private final String token;

    FixedToken(String token) {
        String problem = problemWith(Objects.requireNonNull(token, "token"));
        if (problem != null) {
            throw new IllegalArgumentException("the token " + problem);
        }
        this.token = token;
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public String toString() {
        return "token (hidden)";
    }

    /** Returns why a text cannot be a token, without showing it; null when it can. */
    static @Nullable String problemWith(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return "is empty";
        }
        for (int i = 0; i < token.length(); i++) {
            if (token.charAt(i) <= ' ' || token.charAt(i) >= 0x7f) {
                return "has a character at position " + i
                        + " that is not visible ASCII; is there a line break or a quote" + " too many?";
            }
        }
        return null;
    }
}
