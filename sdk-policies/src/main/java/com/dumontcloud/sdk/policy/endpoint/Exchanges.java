package com.dumontcloud.sdk.policy.endpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries requests from the JDK's server to the endpoint and replies back, and knows how many are on their way. */
final class Exchanges implements HttpHandler {

    private static final Logger log = LoggerFactory.getLogger(Exchanges.class);

    /** How much of a body that is too long is read and thrown away, so that its sender lives to see the reply. */
    private static final int MOST_THROWN_AWAY = 1024 * 1024;

    private final AgentEndpoint endpoint;
    private final ClientPatience patience;
    private final Object lock = new Object();
    private int onTheirWay;
    private boolean draining;

    Exchanges(AgentEndpoint endpoint, ClientPatience patience) {
        this.endpoint = endpoint;
        this.patience = patience;
    }

    @Override
    public void handle(HttpExchange exchange) {
        synchronized (lock) {
            onTheirWay++;
        }
        try {
            serve(exchange);
        } catch (IOException gone) {
            log.debug("A client went away or was too slow", gone);
        } finally {
            exchange.close();
            synchronized (lock) {
                onTheirWay--;
                lock.notifyAll();
            }
        }
    }

    /** Refuses requests from now on, and waits until those on their way are answered, or for this long. */
    void drain(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (lock) {
            draining = true;
            try {
                for (long left = limit.toMillis(); onTheirWay > 0 && left > 0; ) {
                    lock.wait(left);
                    left = (deadline - System.nanoTime()) / 1_000_000;
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        ApiRequest request = read(exchange);
        patience.end();
        ApiResponse response = isDraining() ? endpoint.refuse(request) : endpoint.handle(request);
        patience.begin();
        write(exchange, response);
    }

    private static ApiRequest read(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(AgentEndpoint.MAX_BODY_BYTES + 1);
        if (body.length > AgentEndpoint.MAX_BODY_BYTES) {
            byte[] chunk = new byte[8192];
            for (int thrownAway = 0, read = 0; read >= 0 && thrownAway < MOST_THROWN_AWAY; thrownAway += read) {
                read = in.read(chunk);
            }
        }
        return ApiRequest.of(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestURI().getRawQuery(),
                exchange.getRequestHeaders(),
                body);
    }

    private static void write(HttpExchange exchange, ApiResponse response) throws IOException {
        response.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = response.sharedBody();
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(response.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private boolean isDraining() {
        synchronized (lock) {
            return draining;
        }
    }
}
