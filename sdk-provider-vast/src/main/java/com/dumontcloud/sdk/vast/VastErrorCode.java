package com.dumontcloud.sdk.vast;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import okio.Buffer;

/**
 * What a refusal of the Vast.ai API means, whatever HTTP status it came with.
 *
 * <p>The status alone misleads: a wrong key is answered with 404, missing credit with 400 or 411, a start without a free
 * GPU with 200. So the error code in the body counts first, known phrases second, the status last. An answer that fits
 * nothing is {@link #UNKNOWN}, never a guess: reading a stray 404 as {@link #NOT_FOUND} would count a machine as
 * destroyed while it bills on.
 *
 * <p>Immutable and thread-safe. Codes are those of the vendor's API reference and guides, and of the answers seen live.
 */
public enum VastErrorCode {
    /** The key is missing, wrong or deleted, or its two-factor session is over. Ask a person; a retry cannot help. */
    AUTH,
    /** The key is good but may not do this, or the edge in front of the API blocks the caller. */
    FORBIDDEN,
    /** Somebody else rented the offer first. Try the next one. */
    OFFER_GONE,
    /** The route was withdrawn: this library is too old for the API. Never read it as an empty list. */
    CLIENT_OUTDATED,
    /** The account lacks credit or a payment method. Never retry; tell a person. */
    INSUFFICIENT_CREDIT,
    /** No GPU is free for the start. Vast has queued it: the machine may start, and bill, later unasked. */
    RESOURCES_UNAVAILABLE,
    /** The machine does not exist (any more). The answer a repeated destroy is expected to get. */
    NOT_FOUND,
    /** The request itself is wrong. Repeating it unchanged cannot succeed. */
    BAD_REQUEST,
    /** Calls came faster than the limit of this endpoint. Wait, then repeat. Vast sends no {@code Retry-After}. */
    RATE_LIMITED,
    /** The service failed for the moment. Repeat only what is safe to do twice; a create is not. */
    TRANSIENT,
    /** A refusal that this version does not know. Do not retry, and conclude nothing from it. */
    UNKNOWN;

    /** Vast's answer to a body it cannot parse on the execute route; not a status of the HTTP standard. */
    private static final int UNPARSABLE_BODY = 483;

    /**
     * Returns what an answer refuses, or empty when it refuses nothing: a 2xx status without {@code "success": false} and without an
     * {@code error}, of which either may be left out.
     * Does not block and throws for no body: text that is cut off, not JSON, or of another shape is read as far as it goes.
     *
     * @param status the HTTP status of the answer
     * @param body its text, empty when there was none
     */
    public static Optional<VastErrorCode> of(int status, String body) {
        Answer answer = Answer.parse(body);
        if (status >= 200 && status < 300 && !answer.refused && answer.error.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(classify(status, answer.error, body.toLowerCase(Locale.ROOT)));
    }

    /** Returns whether the same request may succeed later without anybody changing anything. */
    public boolean isPassing() {
        return this == RATE_LIMITED || this == TRANSIENT;
    }

    private static VastErrorCode classify(int status, String error, String text) {
        if (text.contains("no_such_ask")) {
            // Create also hides it in the message of an invalid_args.
            return OFFER_GONE;
        }
        return switch (error) {
            case "auth_error" -> AUTH;
            case "not_authorized" -> FORBIDDEN;
            case "deprecated_endpoint" -> CLIENT_OUTDATED;
            case "insufficient_credit", "missing_billing" -> INSUFFICIENT_CREDIT;
            case "resources_unavailable" -> RESOURCES_UNAVAILABLE;
            case "no_such_instance", "not_found", "invalid_id" -> status == 404 ? NOT_FOUND : fromStatus(status);
            case "invalid_args",
                    "invalid_price",
                    "no_ssh_key_for_vm",
                    "label_too_long",
                    "invalid_request",
                    "invalid_token" -> BAD_REQUEST;
            default -> fromPhrase(status, text);
        };
    }

    private static VastErrorCode fromPhrase(int status, String text) {
        if (text.contains("insufficient credit") || text.contains("lacks credit")) {
            return INSUFFICIENT_CREDIT;
        }
        if (text.contains("session expired")) {
            return AUTH;
        }
        return text.contains("requests too frequent") ? RATE_LIMITED : fromStatus(status);
    }

    private static VastErrorCode fromStatus(int status) {
        return switch (status) {
            case 400, UNPARSABLE_BODY -> BAD_REQUEST;
            case 401 -> AUTH;
            case 403 -> FORBIDDEN;
            case 429 -> RATE_LIMITED;
            default -> status >= 500 && status < 600 ? TRANSIENT : UNKNOWN;
        };
    }

    /** The two fields of an answer that decide; {@code error} is empty when the answer names none. */
    private record Answer(boolean refused, String error) {
        static Answer parse(String body) {
            boolean refused = false;
            String error = "";
            try (JsonReader reader = JsonReader.of(new Buffer().writeUtf8(body))) {
                reader.beginObject();
                while (reader.hasNext()) {
                    String name = reader.nextName();
                    JsonReader.Token token = reader.peek();
                    if (name.equals("success") && token == JsonReader.Token.BOOLEAN) {
                        refused = !reader.nextBoolean();
                    } else if (name.equals("error") && token == JsonReader.Token.STRING) {
                        error = reader.nextString();
                    } else {
                        reader.skipValue();
                    }
                }
            } catch (IOException | JsonDataException cutOffOrNotJson) {
                // What was read before the damage still counts; the text and the status say the rest.
                return new Answer(refused, error);
            }
            return new Answer(refused, error);
        }
    }
}
