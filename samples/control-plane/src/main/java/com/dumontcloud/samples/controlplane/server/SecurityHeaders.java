package com.dumontcloud.samples.controlplane.server;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells browsers, with every reply, to run nothing but the page's own and to show it inside nobody else's. Thread-safe. */
final class SecurityHeaders implements HttpHandler {

    static final HttpString CONTENT_SECURITY_POLICY = new HttpString("Content-Security-Policy");

    private final Map<HttpString, String> headers = new LinkedHashMap<>();
    private final HttpHandler next;

    SecurityHeaders(String contentSecurityPolicy, boolean tls, HttpHandler next) {
        this.next = next;
        headers.put(CONTENT_SECURITY_POLICY, contentSecurityPolicy);
        headers.put(new HttpString("X-Content-Type-Options"), "nosniff");
        headers.put(new HttpString("X-Frame-Options"), "DENY");
        headers.put(new HttpString("Referrer-Policy"), "no-referrer");
        headers.put(new HttpString("Cross-Origin-Opener-Policy"), "same-origin");
        headers.put(new HttpString("Cross-Origin-Resource-Policy"), "same-origin");
        headers.put(new HttpString("Permissions-Policy"), "camera=(), geolocation=(), microphone=()");
        if (tls) {
            headers.put(new HttpString("Strict-Transport-Security"), "max-age=31536000");
        }
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        headers.forEach(exchange.getResponseHeaders()::put);
        next.handleRequest(exchange);
    }
}
