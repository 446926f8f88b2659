package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.wire.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The page's side of a terminal, over a real WebSocket; says what it has drawn as the page does, and as it sends no more than the
 * machine takes.
 */
final class TerminalClient implements WebSocket.Listener, AutoCloseable {

    private static final int PIECE = 16 * 1024;
    private static final int MOST_UNTAKEN = 64 * 1024;

    private final WebSocket socket;
    private final StringBuilder screen = new StringBuilder();
    private final List<JsonObject> said = new ArrayList<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final StringBuilder message = new StringBuilder();
    private long untaken;
    private boolean prompted;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    private TerminalClient(Plane plane, String machine, Map<String, String> headers, List<String> protocols) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        headers.forEach(builder::header);
        if (!protocols.isEmpty()) {
            builder.subprotocols(
                    protocols.get(0), protocols.subList(1, protocols.size()).toArray(String[]::new));
        }
        URI uri = plane.uri().resolve("/api/v1/instances/" + machine + "/terminal");
        socket = builder.buildAsync(URI.create(uri.toString().replaceFirst("^http", "ws")), this)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** Connects with a token, without a page. */
    static TerminalClient connect(Plane plane, String machine, String token) {
        return connect(plane, machine, Map.of("Authorization", "Bearer " + token), List.of("dumont.terminal"));
    }

    static TerminalClient connect(Plane plane, String machine, Map<String, String> headers, List<String> protocols) {
        return new TerminalClient(plane, machine, headers, protocols);
    }

    /** Returns the reply to an attempt that is refused. */
    static HttpResponse<?> refusal(Plane plane, String machine, Map<String, String> headers, List<String> protocols) {
        try (TerminalClient unexpected = connect(plane, machine, headers, protocols)) {
            throw new AssertionError("it was let in: " + unexpected);
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse();
            }
            throw failure;
        }
    }

    TerminalClient open(int columns, int rows, @Nullable String acceptedKey) throws InterruptedException {
        say("{\"type\":\"open\",\"columns\":" + columns + ",\"rows\":" + rows
                + (acceptedKey == null ? "" : ",\"accept_host_key\":\"" + acceptedKey + "\"") + "}");
        Eventually.holds("it opens, or is refused", () -> !said().isEmpty() || closed.isDone());
        return this;
    }

    void say(String message) {
        send(from -> from.sendText(message, true)).join();
    }

    void type(String keys) {
        type(keys.getBytes(StandardCharsets.UTF_8));
    }

    /** A shell that is about to begin to read lines throws away what was typed before its prompt. */
    void type(byte[] keys) {
        if (!prompted) {
            prompted = true;
            awaitPrompt();
        }
        send(from -> from.sendBinary(ByteBuffer.wrap(keys), true)).join();
    }

    /** Pastes, as a page does: in pieces, of which so many are on their way. */
    void paste(byte[] all) throws InterruptedException {
        for (int from = 0; from < all.length; from += PIECE) {
            Eventually.holds(
                    "the machine takes what was typed before", () -> untaken() < MOST_UNTAKEN || closed.isDone());
            assertThat(closed.getNow("open")).isEqualTo("open");
            byte[] piece = Arrays.copyOfRange(all, from, Math.min(from + PIECE, all.length));
            synchronized (screen) {
                untaken += piece.length;
            }
            type(piece);
        }
    }

    private long untaken() {
        synchronized (screen) {
            return untaken;
        }
    }

    private void awaitPrompt() {
        try {
            Eventually.holds("a prompt", () -> screen().contains("# ") || screen().contains("$ "));
        } catch (InterruptedException told) {
            throw new AssertionError("interrupted before there was a prompt", told);
        }
    }

    /** Waits until this is on the screen. */
    void see(String text) throws InterruptedException {
        Eventually.holds(() -> "\"" + text + "\" in: " + screen(), () -> screen().contains(text));
    }

    String screen() {
        synchronized (screen) {
            return screen.toString();
        }
    }

    List<JsonObject> said() {
        synchronized (screen) {
            return List.copyOf(said);
        }
    }

    /** Waits for the end, and returns its code and reason. */
    String end() {
        return closed.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        int bytes = data.remaining();
        synchronized (screen) {
            screen.append(StandardCharsets.ISO_8859_1.decode(data));
        }
        var unused = send(open -> open.sendText("{\"type\":\"shown\",\"bytes\":" + bytes + "}", true));
        from.request(1);
        return null;
    }

    /** The JDK's client tells a message in parts where it read it in parts. */
    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        message.append(data);
        if (last) {
            hear(JsonObject.parse(message.toString().getBytes(StandardCharsets.UTF_8)));
            message.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void hear(JsonObject told) {
        synchronized (screen) {
            if ("taken".equals(told.text("type"))) {
                untaken -= Objects.requireNonNull(told.whole("bytes"));
            } else {
                said.add(told);
            }
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.complete("broken: " + failure);
    }

    /** The JDK's client sends one message at a time. */
    private synchronized CompletableFuture<?> send(Function<WebSocket, CompletableFuture<WebSocket>> message) {
        sent = sent.exceptionally(gone -> null).thenCompose(before -> message.apply(socket));
        return sent;
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(gone -> socket)
                .join();
        socket.abort();
    }
}
