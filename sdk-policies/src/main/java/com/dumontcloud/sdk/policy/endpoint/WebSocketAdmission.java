package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.policy.endpoint.Sessions.Session;
import java.net.URI;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lets nothing begin a WebSocket but our own page and programs with a token.
 *
 * <p>A browser lets any page open one to anywhere, sends its cookies along, and knows no same-origin policy for what comes back. So the
 * page's origin is compared with the host that was asked, and within a session the {@linkplain Sessions#CSRF_HEADER second token} has
 * to come along. A script cannot set headers here; it can name subprotocols, of which one carries that token. Immutable.
 */
final class WebSocketAdmission {

    /** What the subprotocol begins with that holds a session's second token. */
    static final String CSRF_PROTOCOL = "csrf.";

    private final boolean isBehindTls;

    WebSocketAdmission(boolean isBehindTls) {
        this.isBehindTls = isBehindTls;
    }

    /**
     * Checks that no page of elsewhere asks.
     *
     * @throws ApiFailure 403 to one
     */
    void requireOurOrigin(Call call) {
        String origin = call.request().header("Origin");
        if (origin != null && !isOurs(origin, call.request())) {
            throw ApiFailure.of(403, "foreign_origin", "a page of another origin may not open this");
        }
    }

    /**
     * Checks that a WebSocket is asked for, and within a session that our own page does.
     *
     * @throws ApiFailure 426 to a request that is no upgrade, 403 to one that shows a session's cookie alone
     */
    void requireWebSocket(Call call) {
        ApiRequest request = call.request();
        Session session = call.caller().session();
        if (!request.method().equals("GET") || !"websocket".equalsIgnoreCase(request.header("Upgrade"))) {
            throw ApiFailure.upgradeRequired();
        }
        if (session != null && (request.header("Origin") == null || !isProved(request, session))) {
            throw ApiFailure.of(
                    403,
                    "csrf_required",
                    "a WebSocket within a session comes from this server's own page, and offers the subprotocol "
                            + CSRF_PROTOCOL + "TOKEN with the token that GET /api/v1/session tells");
        }
    }

    /** The port is part of both, where it is not the usual one of the scheme. */
    private boolean isOurs(String origin, ApiRequest request) {
        try {
            URI uri = URI.create(origin);
            boolean secure = isBehindTls || "https".equalsIgnoreCase(request.header("X-Forwarded-Proto"));
            return uri.getRawAuthority() != null
                    && uri.getRawAuthority().equalsIgnoreCase(request.header("Host"))
                    && (!secure || "https".equalsIgnoreCase(uri.getScheme()));
        } catch (IllegalArgumentException opaque) {
            return false;
        }
    }

    private static boolean isProved(ApiRequest request, Session session) {
        return Arrays.stream(protocols(request.header("Sec-WebSocket-Protocol")))
                .map(String::strip)
                .filter(offered -> offered.startsWith(CSRF_PROTOCOL))
                .map(offered -> offered.substring(CSRF_PROTOCOL.length()))
                .anyMatch(token -> Sessions.isProvedBy(token, session));
    }

    private static String[] protocols(@Nullable String header) {
        return header == null ? new String[0] : header.split(",", -1);
    }
}
