package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.error.ApiException;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.wire.ErrorDocument;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLException;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Turns what went wrong with one attempt into an exception that says what was attempted, what came back and what to do.
 *
 * @param method of the request
 * @param url of the request; its query is never shown
 * @param token that was sent, to be blotted out wherever the other side repeats it; empty where none was
 * @param number of this attempt, from 1
 * @param changes whether the call might have changed something
 */
record Failures(String method, HttpUrl url, String token, int number, boolean changes) {

    static final String REQUEST_ID = "X-Request-Id";

    private static final int LONGEST_REQUEST_ID = 128;

    @Override
    public String toString() {
        return what();
    }

    /** Returns the failure that an answer with a status other than 2xx stands for. */
    ApiException refused(int status, Headers headers, ErrorDocument error, @Nullable Duration retryAfter) {
        Kind kind = kindOf(status);
        String remedy = status / 100 == 3 ? redirectRemedy(headers.get("Location")) : remedyFor(kind);
        return answered(kind, status, headers, error, retryAfter, remedy, null);
    }

    /** Returns the failure of an answer that says no with a status that says yes. */
    ApiException refusedWithin(int status, Headers headers, ErrorDocument error) {
        return answered(Kind.SERVER, status, headers, error, null, remedyFor(Kind.SERVER), null);
    }

    /** Returns the failure of an answer that is not what it should be. */
    ApiException unreadable(int status, Headers headers, @Nullable String why, @Nullable Throwable cause) {
        ErrorDocument error = new ErrorDocument(null, why, Map.of(), null);
        return answered(Kind.INVALID_ANSWER, status, headers, error, null, remedyFor(Kind.INVALID_ANSWER), cause);
    }

    /** Returns the failure of an attempt without an answer, or with one that broke off. */
    DumontException unanswered(IOException cause) {
        if (Thread.currentThread().isInterrupted()) {
            return new DumontException(
                    Kind.INTERRUPTED, what() + " was given up: its thread was interrupted" + unknownOutcome(), cause);
        }
        if (cause instanceof InterruptedIOException) {
            return new DumontException(
                    Kind.TIMEOUT, what() + " got no answer in time" + attempts() + unknownOutcome(), cause);
        }
        return new DumontException(
                Kind.NETWORK, what() + " got no answer" + attempts() + ": " + why(cause) + unknownOutcome(), cause);
    }

    private ApiException answered(
            Kind kind,
            int status,
            Headers headers,
            ErrorDocument error,
            @Nullable Duration retryAfter,
            String remedy,
            @Nullable Throwable cause) {
        String code = blot(error.code());
        String said = blot(error.message());
        String requestId = requestId(headers, error);
        String message = what() + " failed with " + status
                + (code == null ? "" : " " + code)
                + (said == null ? "" : ": " + said)
                + (requestId == null ? "" : " (request id " + requestId + ")")
                + attempts() + ". " + remedy;
        Map<String, String> details = new TreeMap<>();
        error.details().forEach((name, value) -> details.put(blotted(name), blotted(value)));
        return new ApiException(kind, message, status, code, requestId, details, retryAfter, cause);
    }

    private static String why(IOException cause) {
        if (cause instanceof UnknownHostException) {
            return "the name cannot be resolved; check the base URL and DNS";
        }
        if (cause instanceof SSLException) {
            return "no secure connection came about; check the certificate and the clock of both sides";
        }
        return "the connection failed or broke off; check that the other side is up and reachable";
    }

    private String what() {
        return method + " " + url.newBuilder().query(null).build();
    }

    private String attempts() {
        return number == 1 ? "" : " after " + number + " attempts";
    }

    private String unknownOutcome() {
        return changes ? ". Whether it took effect is not known: read the state before repeating it" : "";
    }

    private String remedyFor(Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST -> "Correct the request; repeating it as it is will not help";
            case UNAUTHENTICATED -> "Check the token that the CredentialSource gives";
            case FORBIDDEN ->
                "This token may not do that; a machine's token only posts its own heartbeats, the rest needs a user"
                        + " token";
            case NOT_FOUND -> "Check the id, and that the base URL is that of a control plane";
            case CONFLICT -> "Read the present state and decide again";
            case INSUFFICIENT_CREDIT -> "Add credit to the account";
            case RATE_LIMITED -> "Wait before the next call";
            case INVALID_ANSWER -> "Check that the base URL is that of a control plane" + unknownOutcome();
            default -> "Try again later" + unknownOutcome();
        };
    }

    /** Shows where a redirect leads, without its path and query: those may hold what is nobody's business. */
    private String redirectRemedy(@Nullable String location) {
        HttpUrl target = location == null ? null : url.resolve(location);
        return "Redirects are not followed, because the token would go with them; use the final address as base URL"
                + (target == null ? "" : ", perhaps " + target.resolve("/"));
    }

    private static Kind kindOf(int status) {
        return switch (status) {
            case 401 -> Kind.UNAUTHENTICATED;
            case 402 -> Kind.INSUFFICIENT_CREDIT;
            case 403 -> Kind.FORBIDDEN;
            case 404, 410 -> Kind.NOT_FOUND;
            case 408 -> Kind.TIMEOUT;
            case 409, 412 -> Kind.CONFLICT;
            case 429 -> Kind.RATE_LIMITED;
            default -> status >= 500 ? Kind.SERVER : status >= 400 ? Kind.INVALID_REQUEST : Kind.INVALID_ANSWER;
        };
    }

    private @Nullable String requestId(Headers headers, ErrorDocument error) {
        String header = headers.get(REQUEST_ID);
        String id = blot(header == null ? error.requestId() : header);
        return id == null || id.length() <= LONGEST_REQUEST_ID ? id : id.substring(0, LONGEST_REQUEST_ID);
    }

    private @Nullable String blot(@Nullable String text) {
        return text == null ? null : blotted(text);
    }

    private String blotted(String text) {
        return token.isEmpty() ? text : text.replace(token, "(token)");
    }
}
