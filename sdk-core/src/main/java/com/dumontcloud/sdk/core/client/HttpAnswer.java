package com.dumontcloud.sdk.core.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came back for one request, with whatever status. Immutable; not kept by anybody: it exists to be read.
 */
public final class HttpAnswer {

    private final String request;
    private final int status;
    private final byte[] body;
    private final boolean whole;
    private final String token;
    private final List<String> secrets;
    private final Optional<Duration> retryAfter;
    private final int attempt;

    HttpAnswer(
            String request,
            int status,
            byte[] body,
            boolean whole,
            String token,
            List<String> secrets,
            Optional<Duration> retryAfter,
            int attempt) {
        this.request = request;
        this.status = status;
        this.body = body;
        this.whole = whole;
        this.token = token;
        this.secrets = secrets;
        this.retryAfter = retryAfter;
        this.attempt = attempt;
    }

    /** Returns method and address of the request, without its query. */
    public String request() {
        return request;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns whether the status is 2xx. */
    public boolean isSuccessful() {
        return status >= 200 && status < 300;
    }

    /** Returns the bytes of the answer: of a 2xx all of them, else the first 16 KiB. Not copied. */
    public byte[] body() {
        return body;
    }

    /** Returns whether {@link #body()} is all that was sent. */
    public boolean isWhole() {
        return whole;
    }

    /** Returns how long the other side asks to be left alone, where it says so. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Returns which attempt this answers, from 1. */
    public int attempt() {
        return attempt;
    }

    /**
     * Returns a text out of the answer as it may be shown: with the token, and the {@linkplain ApiCall#withSecrets secrets} of the
     * call, blotted out, should the other side repeat them.
     */
    public String blotted(String text) {
        String shown = token.isEmpty() ? text : text.replace(token, "(token)");
        for (String secret : secrets) {
            shown = shown.replace(secret, "(secret)");
        }
        return shown;
    }

    @Override
    public String toString() {
        return request + " answered with " + status;
    }
}
