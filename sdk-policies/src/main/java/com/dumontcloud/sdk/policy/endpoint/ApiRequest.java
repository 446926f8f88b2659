package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.wire.AgentCodec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request as it came from the network, whichever server took it in. Immutable.
 *
 * <p>Nothing is decoded or checked yet: the {@link ApiEndpoint} does that. A server hands over at most {@link #MAX_BODY_BYTES} bytes
 * of the body and one more, by which the endpoint knows that it was too long.
 */
public final class ApiRequest {

    /** The longest body that is read; what is longer is answered with 413. */
    public static final int MAX_BODY_BYTES = AgentCodec.MAX_BODY_BYTES;

    private static final byte[] NO_BODY = {};

    private final String method;
    private final String rawPath;
    private final @Nullable String rawQuery;
    private final Map<String, String> headers;
    private final byte[] body;
    private final String client;

    private ApiRequest(
            String method,
            String rawPath,
            @Nullable String rawQuery,
            Map<String, String> headers,
            byte[] body,
            String client) {
        this.method = Objects.requireNonNull(method, "method");
        this.rawPath = Objects.requireNonNull(rawPath, "rawPath");
        this.rawQuery = rawQuery;
        this.headers = headers;
        this.body = body;
        this.client = client;
    }

    /** Returns a request without a query, headers or a body. */
    public static ApiRequest of(String method, String rawPath) {
        return new ApiRequest(method, rawPath, null, Map.of(), NO_BODY, "");
    }

    /**
     * Returns a request.
     *
     * @param method the HTTP method, in capitals
     * @param rawPath the path with its percent escapes, such as {@code /api/v1/agent/instances/gpu%2D1}
     * @param rawQuery what follows the question mark, with its escapes; absent when there is none
     * @param headers by name in any case; of one that came several times the first value counts, of {@code Cookie} all
     * @param body the body's first bytes; not changed and not to be changed any more
     */
    public static ApiRequest of(
            String method, String rawPath, @Nullable String rawQuery, Map<String, List<String>> headers, byte[] body) {
        Map<String, String> firstValues = new TreeMap<>();
        headers.forEach((name, values) -> {
            if (!values.isEmpty()) {
                String key = name.toLowerCase(Locale.ROOT);
                // The one request header that clients of HTTP/2 may take apart: RFC 9113, section 8.2.3.
                firstValues.putIfAbsent(key, key.equals("cookie") ? String.join("; ", values) : values.get(0));
            }
        });
        return new ApiRequest(method, rawPath, rawQuery, firstValues, body, "");
    }

    /** Returns this request with one header more, or another value for it. */
    public ApiRequest withHeader(String name, String value) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put(name.toLowerCase(Locale.ROOT), value);
        return new ApiRequest(method, rawPath, rawQuery, all, body, client);
    }

    /** Returns this request with this query. */
    public ApiRequest withQuery(@Nullable String query) {
        return new ApiRequest(method, rawPath, query, headers, body, client);
    }

    /** Returns this request with this body. */
    public ApiRequest withBody(byte[] bytes) {
        return new ApiRequest(method, rawPath, rawQuery, headers, bytes, client);
    }

    /**
     * Returns this request as one that came from this address, by which those who show wrong tokens are told apart and slowed down.
     * Without one nobody is.
     */
    public ApiRequest from(String address) {
        return new ApiRequest(method, rawPath, rawQuery, headers, body, address);
    }

    /** Returns which address it came from; empty where nobody said. */
    public String client() {
        return client;
    }

    /** Returns the HTTP method. */
    public String method() {
        return method;
    }

    /** Returns the path as it was sent, with its escapes. */
    public String rawPath() {
        return rawPath;
    }

    /** Returns the query as it was sent, with its escapes. */
    public @Nullable String rawQuery() {
        return rawQuery;
    }

    /** Returns the first value of a header, whatever the case of its name. */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** Returns the body; empty when there is none. */
    public byte[] body() {
        return Arrays.copyOf(body, body.length);
    }

    byte[] sharedBody() {
        return body;
    }

    /** Hides the headers, since one of them is the token, and the query and the body, since they may be anything. */
    @Override
    public String toString() {
        return method + " " + rawPath;
    }
}
