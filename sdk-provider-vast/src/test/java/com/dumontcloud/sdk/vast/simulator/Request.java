package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.wire.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * What came in.
 *
 * @param method of HTTP
 * @param path without the query
 * @param query decoded
 * @param key the caller's; absent where none was sent
 * @param text of the body
 */
record Request(
        String method,
        String path,
        Map<String, String> query,
        @Nullable String key,
        String text) {

    private static final String BEARER = "Bearer ";

    static Request read(HttpExchange exchange) throws IOException {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query(exchange.getRequestURI().getRawQuery()),
                authorization == null || !authorization.startsWith(BEARER)
                        ? null
                        : authorization.substring(BEARER.length()),
                text);
    }

    /**
     * Returns the body.
     *
     * @throws com.dumontcloud.sdk.core.error.DumontException if it is no object
     */
    JsonObject body() {
        return JsonObject.parse((text.isEmpty() ? "{}" : text).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the text of a field; empty where it is missing. */
    String text(String name) {
        return Objects.requireNonNullElse(body().text(name), "");
    }

    double number(String name, double otherwise) {
        Double number = body().number(name);
        return number == null ? otherwise : number;
    }

    /** Returns the number that a route has in its path. */
    static long id(Matcher path) {
        return Long.parseLong(path.group(1));
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }
}
