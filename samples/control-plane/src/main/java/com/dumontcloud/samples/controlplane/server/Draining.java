package com.dumontcloud.samples.controlplane.server;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.time.Duration;

/** Lets requests through until the server is about to go, then refuses new ones and waits for those under way. Thread-safe. */
final class Draining implements HttpHandler {

    private final GracefulShutdownHandler counted;
    private volatile boolean draining;

    Draining(HttpHandler next) {
        this.counted = new GracefulShutdownHandler(next);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (draining) {
            exchange.setPersistent(false);
            ErrorBodies.sendUnavailable(exchange, "this server is being shut down");
        } else {
            counted.handleRequest(exchange);
        }
    }

    /** Refuses new requests from now on. */
    void refuse() {
        draining = true;
        counted.shutdown();
    }

    /** Returns whether all that was under way was answered in time. */
    boolean await(Duration limit) throws InterruptedException {
        return counted.awaitShutdown(limit.toMillis());
    }
}
