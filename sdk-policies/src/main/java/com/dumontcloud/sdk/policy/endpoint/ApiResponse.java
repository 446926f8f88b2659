package com.dumontcloud.sdk.policy.endpoint;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One reply, ready to be sent by whichever server took the request in. Immutable. */
public final class ApiResponse {

    static final String JSON = "application/json";

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private ApiResponse(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = Collections.unmodifiableMap(headers);
        this.body = body;
    }

    static ApiResponse json(int status, byte[] body) {
        return of(status, JSON, body);
    }

    static ApiResponse of(int status, String contentType, byte[] body) {
        return new ApiResponse(status, new LinkedHashMap<>(Map.of("Content-Type", contentType)), body);
    }

    ApiResponse with(String header, String value) {
        return with(Map.of(header, value));
    }

    ApiResponse with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new ApiResponse(status, all, body);
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns every header to send but {@code Content-Length}, which follows from the body. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the body. A server leaves it out where the request was a {@code HEAD}. */
    public byte[] body() {
        return Arrays.copyOf(body, body.length);
    }

    byte[] sharedBody() {
        return body;
    }

    /** Hides the body, which may hold a token. */
    @Override
    public String toString() {
        return status + " with " + body.length + " bytes";
    }
}
