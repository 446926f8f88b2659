package com.dumontcloud.sdk.agent.transport;

import com.dumontcloud.sdk.agent.HeartbeatRefusedException;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Turns an HTTP status other than success into the exception that says what it means and what to do. */
final class Refusal {

    private static final int MOST_QUOTED = 200;
    private static final int MOST_DIGITS = 9;

    /** The code by which http-api says that nobody knows the machine; other 404s come from something on the way. */
    private static final String UNKNOWN_INSTANCE = "unknown_instance";

    /** A machine that nobody knows is not known a minute later either. */
    private static final Duration UNTIL_REGISTERED = Duration.ofMinutes(5);

    private Refusal() {}

    /**
     * Returns the exception.
     *
     * @param attempted what was tried, as the start of a sentence
     * @param retryAfter the header of that name, if there was one
     * @param secret the token, which is never quoted even if the server echoes it
     */
    static DumontException of(String attempted, int status, @Nullable String retryAfter, byte[] body, String secret) {
        StringBuilder message = new StringBuilder(attempted);
        message.append(status > 0 ? " was answered by " + status : " had an answer that is not HTTP");
        String quote = quote(body, secret);
        if (!quote.isEmpty()) {
            message.append(" (").append(quote).append(')');
        }
        message.append(remedy(status));
        boolean isGone =
                status == 410 || (status == 404 && new String(body, StandardCharsets.UTF_8).contains(UNKNOWN_INSTANCE));
        Duration wait = isGone ? UNTIL_REGISTERED : seconds(retryAfter);
        return wait == null
                ? new DumontException(kind(status), message.toString())
                : new HeartbeatRefusedException(kind(status), message.toString(), wait);
    }

    /** Only seconds, which is what http-api has control planes send; a date says nothing without trusting two clocks. */
    private static @Nullable Duration seconds(@Nullable String header) {
        String text = header == null ? "" : header.trim();
        boolean isNumber = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber) {
            return null;
        }
        return text.length() > MOST_DIGITS ? Duration.ofDays(365) : Duration.ofSeconds(Long.parseLong(text));
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
            return "; the token is unknown here, or was replaced: give the reporter the one that is valid now";
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
