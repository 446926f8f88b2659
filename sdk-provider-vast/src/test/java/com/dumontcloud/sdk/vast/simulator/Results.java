package com.dumontcloud.sdk.vast.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The store in which Vast leaves logs and what commands printed. It is not Vast's own: it takes no key, and says 403 to the first
 * two who ask, since nothing is there yet. Thread-safe.
 */
final class Results implements HttpHandler {

    static final String PATH = "/store/";

    private static final int LOOKS = 2;
    private static final String NOT_THERE = "<Error><Code>AccessDenied</Code></Error>";
    private static final String TAKES_NO_KEY =
            "<Error><Code>InvalidArgument</Code><Message>Unsupported Authorization Type</Message></Error>";

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Integer> looks = new HashMap<>();

    /** Leaves a text there, and returns its path. */
    synchronized String leave(String text) {
        String path = PATH + "H" + texts.size() + ".log";
        texts.put(path, text);
        return path;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Answer answer = answer(
                exchange.getRequestURI().getPath(), exchange.getRequestHeaders().containsKey("Authorization"));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private synchronized Answer answer(String path, boolean withKey) {
        if (withKey) {
            return new Answer(400, TAKES_NO_KEY);
        }
        String text = texts.get(path);
        boolean early = looks.merge(path, 1, Integer::sum) <= LOOKS;
        return text == null || early ? new Answer(403, NOT_THERE) : new Answer(200, text);
    }
}
