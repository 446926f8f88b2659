package com.dumontcloud.samples.controlplane.server;

import com.dumontcloud.samples.controlplane.terminal.Terminals;
import com.dumontcloud.sdk.policy.endpoint.ApiEndpoint;
import com.dumontcloud.sdk.policy.endpoint.ApiRequest;
import com.dumontcloud.sdk.policy.endpoint.ApiResponse;
import com.dumontcloud.sdk.policy.endpoint.EventFeed;
import com.dumontcloud.sdk.policy.endpoint.TerminalGrant;
import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Carries requests to the endpoint and replies back. Thread-safe.
 *
 * <p>Who asks whether the process is up is answered on the IO thread, which nothing holds up. Heartbeats, each of which may wait for the
 * disk, have threads of their own, so that however many of them wait, people are answered by the other workers.
 */
final class ApiHandler implements HttpHandler {

    static final HttpString REQUEST_ID = new HttpString("X-Request-Id");

    private static final Logger log = LoggerFactory.getLogger(ApiHandler.class);

    /** How much of a body that is too long is read and thrown away, so that its sender lives to see the reply. */
    private static final int MOST_THROWN_AWAY = 1024 * 1024;

    private static final String LIVENESS = "/healthz";

    private final ApiEndpoint endpoint;
    private final Executor heartbeats;
    private final @Nullable TerminalSockets terminals;
    private final Duration clientPatience;
    private final Set<EventFeed> feeds = ConcurrentHashMap.newKeySet();

    /**
     * Sets it up.
     *
     * @param heartbeats the threads on which heartbeats are answered; Undertow answers 503 to one that it rejects
     * @param terminals what carries the terminals that are granted; absent for an endpoint that grants none
     * @param clientPatience how long a request's body may take to arrive, and a reader of events to read on
     */
    ApiHandler(ApiEndpoint endpoint, Executor heartbeats, @Nullable Terminals terminals, Duration clientPatience) {
        this.endpoint = endpoint;
        this.heartbeats = heartbeats;
        this.terminals = terminals == null ? null : new TerminalSockets(terminals);
        this.clientPatience = clientPatience;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        receive(exchange, body -> {
            ApiRequest request = request(exchange, body);
            if (exchange.getRequestPath().equals(LIVENESS)) {
                answer(exchange, request);
            } else if (isHeartbeat(exchange)) {
                exchange.dispatch(heartbeats, () -> answer(exchange, request));
            } else {
                exchange.dispatch(() -> answer(exchange, request));
            }
        });
    }

    /** Ends every stream of events; whoever reads one comes again, perhaps to the next server. */
    void endFeeds() {
        feeds.forEach(EventFeed::close);
    }

    static boolean isHeartbeat(HttpServerExchange exchange) {
        return exchange.getRequestMethod().equals(Methods.POST)
                && exchange.getRequestPath().endsWith("/agent/status");
    }

    /** Reads the body, or one byte more of it than the endpoint takes, by which it knows that it was too long. */
    private void receive(HttpServerExchange exchange, Consumer<byte[]> then) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        Receiver receiver = exchange.getRequestReceiver();
        long[] received = {0};
        XnioExecutor.Key tooSlow = exchange.getIoThread()
                .executeAfter(
                        () -> IoUtils.safeClose(exchange.getConnection()),
                        clientPatience.toMillis(),
                        TimeUnit.MILLISECONDS);
        receiver.receivePartialBytes(
                (ignored, bytes, last) -> {
                    received[0] += bytes.length;
                    int room = ApiRequest.MAX_BODY_BYTES + 1 - kept.size();
                    kept.write(bytes, 0, Math.min(room, bytes.length));
                    if (received[0] > MOST_THROWN_AWAY) {
                        // What still comes is nobody's, and has the same time to come.
                        receiver.pause();
                        exchange.setPersistent(false);
                        then.accept(kept.toByteArray());
                    } else if (last && tooSlow.remove()) {
                        then.accept(kept.toByteArray());
                    }
                },
                (ignored, gone) -> {
                    tooSlow.remove();
                    log.debug("A client went away in the middle of its request", gone);
                    IoUtils.safeClose(exchange.getConnection());
                });
    }

    private static ApiRequest request(HttpServerExchange exchange, byte[] body) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (HeaderValues values : exchange.getRequestHeaders()) {
            headers.put(values.getHeaderName().toString(), values);
        }
        String query = exchange.getQueryString();
        return ApiRequest.of(
                        exchange.getRequestMethod().toString(),
                        exchange.isHostIncludedInRequestURI() ? exchange.getRequestPath() : exchange.getRequestURI(),
                        query.isEmpty() ? null : query,
                        headers,
                        body)
                .from(exchange.getSourceAddress().getAddress().getHostAddress());
    }

    private void answer(HttpServerExchange exchange, ApiRequest request) {
        CompletableFuture<ApiResponse> reply = endpoint.handle(request);
        if (reply.isDone()) {
            send(exchange, reply.join());
        } else {
            exchange.dispatch(SameThreadExecutor.INSTANCE, () -> {
                var unused = reply.thenAccept(response -> send(exchange, response));
            });
        }
    }

    private void send(HttpServerExchange exchange, ApiResponse response) {
        exchange.setStatusCode(response.status());
        response.headers()
                .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        TerminalGrant terminal = response.terminal().orElse(null);
        if (terminal != null && terminals != null) {
            terminals.upgrade(exchange, terminal);
            return;
        }
        EventFeed feed = response.feed().orElse(null);
        if (feed == null || exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.getResponseSender().send(ByteBuffer.wrap(response.body()));
            return;
        }
        feeds.add(feed);
        exchange.addExchangeCompleteListener((ended, next) -> {
            feed.close();
            feeds.remove(feed);
            next.proceed();
        });
        new FeedSender(exchange, feed, clientPatience).start();
    }
}
