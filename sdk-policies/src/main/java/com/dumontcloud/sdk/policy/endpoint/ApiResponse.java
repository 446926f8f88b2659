package com.dumontcloud.sdk.policy.endpoint;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One reply, ready to be sent by whichever server took the request in. Immutable. */
public final class ApiResponse {

    static final String JSON = "application/json";
    static final String EVENTS = "text/event-stream";

    private static final byte[] NO_BODY = {};

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final @Nullable EventFeed feed;
    private final @Nullable TerminalGrant terminal;

    private ApiResponse(
            int status,
            Map<String, String> headers,
            byte[] body,
            @Nullable EventFeed feed,
            @Nullable TerminalGrant terminal) {
        this.status = status;
        this.headers = Collections.unmodifiableMap(headers);
        this.body = body;
        this.feed = feed;
        this.terminal = terminal;
    }

    static ApiResponse json(int status, byte[] body) {
        return of(status, JSON, body);
    }

    static ApiResponse of(int status, String contentType, byte[] body) {
        return new ApiResponse(status, Map.of("Content-Type", contentType), body, null, null);
    }

    /** A stream of events; whoever forwards it is not to wait until there is enough of it. */
    static ApiResponse of(EventFeed feed) {
        Map<String, String> headers = Map.of("Content-Type", EVENTS, "X-Accel-Buffering", "no");
        return new ApiResponse(200, headers, NO_BODY, feed, null);
    }

    /** A WebSocket instead of what was asked so far. */
    static ApiResponse of(TerminalGrant terminal) {
        return new ApiResponse(101, Map.of(), NO_BODY, null, terminal);
    }

    ApiResponse with(String header, String value) {
        return with(Map.of(header, value));
    }

    ApiResponse with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new ApiResponse(status, all, body, feed, terminal);
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns every header to send but {@code Content-Length}, which follows from the body, where there is no feed. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the body; empty where there is a feed. A server leaves it out where the request was a {@code HEAD}. */
    public byte[] body() {
        return Arrays.copyOf(body, body.length);
    }

    /**
     * Returns what the body goes on with for as long as its reader stays; empty for all replies but those to
     * {@code GET /events}. A server opens it, unless the request was a {@code HEAD}, and closes it in the end.
     */
    public Optional<EventFeed> feed() {
        return Optional.ofNullable(feed);
    }

    /**
     * Returns what the server carries on as a WebSocket from here; empty for all replies but those of status 101 to
     * {@code GET /instances/{id}/terminal}. The handshake's own headers are the server's to add.
     */
    public Optional<TerminalGrant> terminal() {
        return Optional.ofNullable(terminal);
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
