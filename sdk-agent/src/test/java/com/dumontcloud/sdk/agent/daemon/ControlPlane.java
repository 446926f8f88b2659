package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A control plane on loopback: one machine, one token. */
public final class ControlPlane implements AutoCloseable {

    public static final String TOKEN = "dmt_s3cret-0f-one-machine";
    static final HeartbeatReply EVERY_5_S =
            HeartbeatReply.builder().nextHeartbeatIn(Duration.ofSeconds(5)).build();

    public final List<Heartbeat> heartbeats = new CopyOnWriteArrayList<>();
    volatile Function<Heartbeat, HeartbeatReply> answer = heartbeat -> EVERY_5_S;
    private final BlockingQueue<Heartbeat> unread = new LinkedBlockingQueue<>();
    private final HttpServer server;

    public ControlPlane() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/api/v1/agent/status", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the environment of an agent that reports here. */
    public Map<String, String> environment() {
        return Map.of("DUMONT_INSTANCE_ID", "28864630", "DUMONT_API_URL", url(), "DUMONT_API_TOKEN", TOKEN);
    }

    /** Returns the next heartbeat, waiting for it if need be. */
    public Heartbeat next() throws InterruptedException {
        Heartbeat heartbeat = unread.poll(30, TimeUnit.SECONDS);
        if (heartbeat == null) {
            throw new AssertionError("no heartbeat came");
        }
        return heartbeat;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            if (!("Bearer " + TOKEN).equals(token)) {
                reply(exchange, 401, "{\"error\":{\"code\":\"unauthenticated\",\"message\":\"unknown token\"}}");
            } else if (exchange.getRequestMethod().equals("GET")) {
                reply(exchange, 200, "{\"success\":true,\"message\":\"ok\"}");
            } else {
                Heartbeat heartbeat =
                        AgentCodec.decodeHeartbeat(exchange.getRequestBody().readAllBytes());
                HeartbeatReply reply = answer.apply(heartbeat);
                heartbeats.add(heartbeat);
                unread.add(heartbeat);
                reply(exchange, 200, new String(AgentCodec.encodeReply(reply, Dialect.NESTED), StandardCharsets.UTF_8));
            }
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
