package com.dumontcloud.sdk.policy.endpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries requests from the JDK's server to the endpoint and replies back, and knows how many are on their way. */
final class Exchanges implements HttpHandler {

    private static final Logger log = LoggerFactory.getLogger(Exchanges.class);

    /** How much of a body that is too long is read and thrown away, so that its sender lives to see the reply. */
    private static final int MOST_THROWN_AWAY = 1024 * 1024;

    private final ApiEndpoint endpoint;
    private final Executor workers;
    private final ClientPatience patience;
    private final FeedWriters feeds;
    private final RequestIds requestIds = new RequestIds(new SecureRandom());
    private final Object lock = new Object();
    private int onTheirWay;
    private boolean draining;

    /**
     * Sets it up.
     *
     * @param workers the threads on which replies that were not there at once are sent
     * @param feeds sends what goes on by itself
     */
    Exchanges(ApiEndpoint endpoint, Executor workers, ClientPatience patience, FeedWriters feeds) {
        this.endpoint = endpoint;
        this.workers = workers;
        this.patience = patience;
        this.feeds = feeds;
    }

    @Override
    public void handle(HttpExchange exchange) {
        synchronized (lock) {
            onTheirWay++;
        }
        boolean answersLater = false;
        boolean goesOn = false;
        try {
            ApiRequest request = read(exchange);
            patience.end();
            CompletableFuture<ApiResponse> reply = isDraining() ? refuse(request) : endpoint.handle(request);
            answersLater = !reply.isDone();
            if (answersLater) {
                var unused =
                        reply.whenComplete((response, failure) -> workers.execute(() -> sendLater(exchange, reply)));
            } else {
                goesOn = send(exchange, reply.join());
            }
        } catch (IOException gone) {
            log.debug("A client went away or was too slow", gone);
        } finally {
            if (!answersLater) {
                end(exchange, goesOn);
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

    private void sendLater(HttpExchange exchange, CompletableFuture<ApiResponse> reply) {
        boolean goesOn = false;
        try {
            goesOn = send(exchange, reply.join());
        } catch (IOException gone) {
            log.debug("A client did not wait for its reply", gone);
        } finally {
            end(exchange, goesOn);
        }
    }

    /** The request is answered; a reply that goes on is no concern of ours any more. */
    private void end(HttpExchange exchange, boolean goesOn) {
        if (!goesOn) {
            exchange.close();
        }
        synchronized (lock) {
            onTheirWay--;
            lock.notifyAll();
        }
    }

    /** Answers without a look at the request: the server is about to go. */
    private CompletableFuture<ApiResponse> refuse(ApiRequest request) {
        String requestId = requestIds.of(request.header(RequestIds.HEADER));
        return CompletableFuture.completedFuture(
                ApiFailure.unavailable("this server is being shut down", Duration.ofSeconds(5))
                        .response(requestId)
                        .with(Map.of(RequestIds.HEADER, requestId, "Connection", "close")));
    }

    private static ApiRequest read(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(ApiRequest.MAX_BODY_BYTES + 1);
        if (body.length > ApiRequest.MAX_BODY_BYTES) {
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
                        body)
                .from(exchange.getRemoteAddress().getAddress().getHostAddress());
    }

    /** Sends a reply, or has it sent: returns whether it goes on by itself, on another thread. */
    private boolean send(HttpExchange exchange, ApiResponse response) throws IOException {
        patience.begin();
        response.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = response.sharedBody();
        EventFeed feed = response.feed().orElse(null);
        if (exchange.getRequestMethod().equals("HEAD")) {
            if (feed == null) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            }
            exchange.sendResponseHeaders(response.status(), -1);
            return false;
        }
        if (feed != null) {
            feeds.begin(exchange, response.status(), feed);
            return true;
        }
        exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
        return false;
    }

    private boolean isDraining() {
        synchronized (lock) {
            return draining;
        }
    }
}
