package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A control plane on loopback that repeats each command until a result for it arrives, as the contract has it. */
final class CommandServer implements AutoCloseable {

    private static final int SERVICE_UNAVAILABLE = 503;

    private final HttpServer server;
    private final Map<String, AgentCommand> open = new LinkedHashMap<>();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Heartbeat> counted = new LinkedBlockingQueue<>();
    private volatile Predicate<Heartbeat> counts = heartbeat -> true;

    CommandServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/agent/status", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void ask(AgentCommand command) {
        synchronized (open) {
            open.put(command.id(), command);
        }
    }

    /** Counts only what passes; all else is answered by 503. */
    void countOnly(Predicate<Heartbeat> counts) {
        this.counts = counts;
    }

    /** Returns the next final result that arrives, or null after 20 s. */
    CommandResult nextResult() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            Heartbeat heartbeat = counted.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (heartbeat == null) {
                return null;
            }
            for (CommandResult result : heartbeat.results()) {
                if (result.outcome().isFinal()) {
                    return result;
                }
            }
        }
    }

    /** Returns the ids of all commands whose end was heard. */
    Set<String> answered() {
        return Set.copyOf(answered);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Heartbeat heartbeat =
                    AgentCodec.decodeHeartbeat(exchange.getRequestBody().readAllBytes());
            if (!counts.test(heartbeat)) {
                exchange.sendResponseHeaders(SERVICE_UNAVAILABLE, -1);
                return;
            }
            List<AgentCommand> commands;
            synchronized (open) {
                heartbeat.results().forEach(result -> open.remove(result.id()));
                commands = new ArrayList<>(open.values());
            }
            byte[] reply = AgentCodec.encodeReply(
                    HeartbeatReply.builder()
                            .nextHeartbeatIn(Duration.ofSeconds(5))
                            .commands(commands)
                            .build(),
                    Dialect.NESTED);
            heartbeat.results().stream()
                    .filter(result -> result.outcome().isFinal())
                    .forEach(result -> answered.add(result.id()));
            counted.add(heartbeat);
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
        }
    }
}
