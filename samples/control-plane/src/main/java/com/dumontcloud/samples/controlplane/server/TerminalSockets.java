package com.dumontcloud.samples.controlplane.server;

import com.dumontcloud.samples.controlplane.terminal.Terminal;
import com.dumontcloud.samples.controlplane.terminal.Terminals;
import com.dumontcloud.sdk.policy.endpoint.TerminalGrant;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.protocol.Handshake;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns requests for terminals, once they are granted, into WebSockets: RFC 6455, without extensions. Thread-safe. */
final class TerminalSockets {

    private static final Logger log = LoggerFactory.getLogger(TerminalSockets.class);

    /** What the page speaks over it. */
    private static final String PROTOCOL = "dumont.terminal";

    private final Terminals terminals;

    TerminalSockets(Terminals terminals) {
        this.terminals = terminals;
    }

    /** Answers with 101, or with 400 where the handshake is none that this server knows. */
    void upgrade(HttpServerExchange exchange, TerminalGrant grant) {
        String client = exchange.getSourceAddress().getHostString();
        List<Handshake> handshakes = List.of(new Hybi13Handshake(Set.of(PROTOCOL), false));
        WebSocketConnectionCallback upgraded = (request, channel) -> begin(channel, grant, client);
        try {
            new WebSocketProtocolHandshakeHandler(handshakes, upgraded, TerminalSockets::refuse)
                    .handleRequest(exchange);
        } catch (Exception failure) {
            log.warn("A WebSocket could not be begun", failure);
            exchange.endExchange();
        }
    }

    private void begin(WebSocketChannel channel, TerminalGrant grant, String client) {
        WebSocketScreen screen = new WebSocketScreen(channel);
        Terminal terminal = terminals.begin(grant, client, screen);
        screen.start(terminal);
    }

    private static void refuse(HttpServerExchange exchange) {
        exchange.setStatusCode(StatusCodes.BAD_REQUEST);
        exchange.endExchange();
    }
}
