package com.dumontcloud.samples.controlplane.server;

import com.dumontcloud.sdk.core.wire.ErrorCodec;
import com.dumontcloud.sdk.core.wire.ErrorDocument;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Gives errors that Undertow answers by itself the shape that every other error has: those of a request that a handler was given, such as
 * a heartbeat for which no thread is free. What cannot be read as a request, no handler is given: Undertow answers it 400 without a body,
 * and closes the connection. Thread-safe.
 */
final class ErrorBodies implements HttpHandler {

    private static final String RETRY_AFTER_SECONDS = "5";

    private final HttpHandler next;

    ErrorBodies(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.addDefaultResponseListener(ErrorBodies::complete);
        next.handleRequest(exchange);
    }

    /** Answers that something cannot be done now, but in a while. */
    static void sendUnavailable(HttpServerExchange exchange, String message) {
        exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
        send(exchange, "unavailable", message);
    }

    private static boolean complete(HttpServerExchange unanswered) {
        int status = unanswered.getStatusCode();
        if (status < 400) {
            return false;
        }
        if (status == StatusCodes.SERVICE_UNAVAILABLE) {
            sendUnavailable(unanswered, "too many requests wait for their turn; send it again in a while");
        } else if (status >= 500) {
            send(unanswered, "internal_error", "this is our fault; the log has it");
        } else {
            send(unanswered, "malformed", "this request cannot be answered: " + StatusCodes.getReason(status));
        }
        return true;
    }

    private static void send(HttpServerExchange exchange, String code, String message) {
        String id = UUID.randomUUID().toString();
        exchange.getResponseHeaders()
                .put(Headers.CONTENT_TYPE, "application/json")
                .put(ApiHandler.REQUEST_ID, id);
        exchange.getResponseSender().send(ByteBuffer.wrap(ErrorCodec.encode(ErrorDocument.of(code, message, id))));
    }
}
