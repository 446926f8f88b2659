package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.client.HttpAnswer;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns answers that say no into exceptions that say what was attempted, what came back and what to do. */
final class VastFailures {

    private static final int LONGEST_SAID = 300;

    /** As much as is kept of a refusal: far less than is read of it, so that no secret is cut in two before it is blotted out. */
    private static final int LONGEST_BODY = 4 * 1024;

    /** A field of Vast's that holds a secret, and all behind it: where the text is cut off, nobody knows where its value ends. */
    private static final Pattern SECRET_FIELD = Pattern.compile(
            "(?s)\"(instance_api_key|api_key|jupyter_token|image_login|docker_login_pass|onstart|extra_env|env)\""
                    + "\\s*:\\s*[\"\\[{].*");

    private VastFailures() {}

    /** Returns the failure that an answer stands for; its text never holds the body as a whole. */
    static VastException refused(HttpAnswer answer, VastErrorCode refusal) {
        JsonObject body = body(answer);
        Kind kind = kindOf(refusal);
        String code = body == null ? null : text(answer, body, "error");
        String said = said(answer, body);
        String message = answer + (code == null ? "" : " " + code) + (said == null ? "" : ": " + said)
                + (answer.attempt() == 1 ? "" : " after " + answer.attempt() + " attempts")
                + ". " + remedyFor(refusal);
        return new VastException(
                kind, refusal, message, answer.status(), code, details(body), wait(answer, body), kept(answer), null);
    }

    /** Returns the failure of an answer that is not what it should be. */
    static VastException unreadable(HttpAnswer answer, String why, @Nullable Throwable cause) {
        return new VastException(
                Kind.INVALID_ANSWER,
                VastErrorCode.UNKNOWN,
                answer + ", which cannot be read: " + why + ". Conclude nothing from it, and read the state",
                answer.status(),
                null,
                Map.of(),
                null,
                null,
                cause);
    }

    /** Returns the failure of a store that does not give what Vast left there; its address stays hidden, being signed. */
    static VastException store(HttpAnswer answer, String what) {
        Kind kind = answer.status() >= 500 ? Kind.SERVER : Kind.INVALID_ANSWER;
        return new VastException(
                kind,
                kind == Kind.SERVER ? VastErrorCode.TRANSIENT : VastErrorCode.UNKNOWN,
                what + " could not be fetched: the store answered with " + answer.status() + ". Try again later",
                answer.status(),
                null,
                Map.of(),
                answer.retryAfter().orElse(null),
                null,
                null);
    }

    private static @Nullable JsonObject body(HttpAnswer answer) {
        try {
            return JsonObject.parse(answer.body());
        } catch (DumontException textOrHtml) {
            return null; // A plain text, or a page of the edge: the status and known phrases have said it all.
        }
    }

    private static @Nullable String said(HttpAnswer answer, @Nullable JsonObject body) {
        if (body == null) {
            String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
            return text.isEmpty() || text.startsWith("<") ? null : shown(answer, text);
        }
        for (String name : new String[] {"msg", "message", "detail"}) {
            String said = text(answer, body, name);
            if (said != null) {
                return said;
            }
        }
        return null;
    }

    private static @Nullable String text(HttpAnswer answer, JsonObject body, String name) {
        try {
            String text = body.text(name);
            return text == null || text.isBlank() ? null : shown(answer, text);
        } catch (DumontException ofAnotherType) {
            return null; // An error about an error would hide the first.
        }
    }

    private static String shown(HttpAnswer answer, String text) {
        String line =
                withoutSecrets(answer, text).replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_SAID ? line : line.substring(0, LONGEST_SAID) + "...";
    }

    private static String kept(HttpAnswer answer) {
        String text = withoutSecrets(answer, new String(answer.body(), StandardCharsets.UTF_8));
        return text.length() <= LONGEST_BODY ? text : text.substring(0, LONGEST_BODY);
    }

    private static String withoutSecrets(HttpAnswer answer, String text) {
        return SECRET_FIELD.matcher(answer.blotted(text)).replaceAll("\"$1\": (hidden)");
    }

    private static Map<String, String> details(@Nullable JsonObject body) {
        Map<String, String> details = new HashMap<>();
        if (body != null) {
            contract(body).ifPresent(id -> details.put(VastException.NEW_CONTRACT, Long.toString(id)));
        }
        return details;
    }

    private static Optional<Long> contract(JsonObject body) {
        try {
            return Optional.ofNullable(body.whole(VastException.NEW_CONTRACT));
        } catch (DumontException ofAnotherType) {
            return Optional.empty();
        }
    }

    private static @Nullable Duration wait(HttpAnswer answer, @Nullable JsonObject body) {
        if (answer.retryAfter().isPresent() || body == null) {
            return answer.retryAfter().orElse(null);
        }
        try {
            BigDecimal seconds = body.decimal("retry_after");
            return seconds == null || seconds.signum() < 0 || seconds.precision() - seconds.scale() > 6
                    ? null
                    : Duration.ofMillis(seconds.movePointRight(3).longValue());
        } catch (DumontException ofAnotherType) {
            return null;
        }
    }

    private static Kind kindOf(VastErrorCode refusal) {
        return switch (refusal) {
            case AUTH -> Kind.UNAUTHENTICATED;
            case FORBIDDEN -> Kind.FORBIDDEN;
            case OFFER_GONE, RESOURCES_UNAVAILABLE -> Kind.UNAVAILABLE;
            // Not NOT_FOUND, which callers may take for the end of a machine.
            case CLIENT_OUTDATED, BAD_REQUEST -> Kind.INVALID_REQUEST;
            case INSUFFICIENT_CREDIT -> Kind.INSUFFICIENT_CREDIT;
            case NOT_FOUND -> Kind.NOT_FOUND;
            case RATE_LIMITED -> Kind.RATE_LIMITED;
            case TRANSIENT -> Kind.SERVER;
            // Leaves the outcome unknown, as it should: nobody knows what this answer means.
            case UNKNOWN -> Kind.INVALID_ANSWER;
        };
    }

    private static String remedyFor(VastErrorCode refusal) {
        return switch (refusal) {
            case AUTH ->
                "Check the key, or log in again where it is a two-factor session; Vast says 404 to a wrong key";
            case FORBIDDEN ->
                "Give the key the right that is missing; a page of HTML means that the network is blocked";
            case OFFER_GONE -> "Take the next offer";
            case CLIENT_OUTDATED -> "Vast withdrew this route: use a newer version of this library";
            case INSUFFICIENT_CREDIT -> "Add credit to the account; repeating will not help";
            case RESOURCES_UNAVAILABLE ->
                "No GPU is free; Vast queued the start, so that it may happen, and bill, later";
            case NOT_FOUND -> "It is gone, or never was; check the id";
            case BAD_REQUEST -> "Correct the request; repeating it as it is will not help";
            case RATE_LIMITED -> "Wait before the next call";
            case TRANSIENT -> "Try again later, and read the state first if it was a change";
            case UNKNOWN -> "Conclude nothing from it, and read the state";
        };
    }
}
