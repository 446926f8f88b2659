package com.dumontcloud.sdk.agent.transport;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import java.nio.charset.StandardCharsets;

/** Turns an HTTP status other than success into the exception that says what it means and what to do. */
final class Refusal {

    private static final int MOST_QUOTED = 200;

    private Refusal() {}

    /**
     * Returns the exception.
     *
     * @param attempted what was tried, as the start of a sentence
     * @param secret the token, which is never quoted even if the server echoes it
     */
    static DumontException of(String attempted, int status, byte[] body, String secret) {
        StringBuilder message = new StringBuilder(attempted);
        message.append(status > 0 ? " was answered by " + status : " had an answer that is not HTTP");
        String quote = quote(body, secret);
        if (!quote.isEmpty()) {
            message.append(" (").append(quote).append(')');
        }
        return new DumontException(kind(status), message.append(remedy(status)).toString());
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 401 -> Kind.UNAUTHENTICATED;
            case 402 -> Kind.INSUFFICIENT_CREDIT;
            case 403 -> Kind.FORBIDDEN;
            case 404, 410 -> Kind.NOT_FOUND;
            case 408 -> Kind.TIMEOUT;
            case 409 -> Kind.CONFLICT;
            case 429 -> Kind.RATE_LIMITED;
            case 503 -> Kind.UNAVAILABLE;
            default -> otherKind(status);
        };
    }

    private static Kind otherKind(int status) {
        if (status >= 500) {
            return Kind.SERVER;
        }
        return status >= 400 ? Kind.INVALID_REQUEST : Kind.INVALID_ANSWER;
    }

    private static String remedy(int status) {
        if (status == 401) {
            return "; check the token";
        }
        if (status == 403) {
            return "; the token belongs to another machine or may not report";
        }
        if (status == 404 || status == 410) {
            return "; check the machine's id and the API URL, or register the machine";
        }
        if (status >= 300 && status < 400) {
            return "; redirects are not followed with a token: give the address it leads to";
        }
        return "";
    }

    private static String quote(byte[] body, String secret) {
        String text = new String(body, StandardCharsets.UTF_8).replace(secret, "***");
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length() && line.length() < MOST_QUOTED; i++) {
            char c = text.charAt(i);
            boolean blank = Character.isISOControl(c) || Character.isWhitespace(c);
            if (!blank) {
                line.append(c);
            } else if (line.length() > 0 && line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            }
        }
        return line.toString().trim();
    }
}
