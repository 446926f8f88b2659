package com.dumontcloud.samples.controlplane.server;

import com.dumontcloud.samples.controlplane.terminal.Screen;
import com.dumontcloud.samples.controlplane.terminal.Terminal;
import com.dumontcloud.samples.controlplane.terminal.TerminalEnd;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/** The far end of a WebSocket: binary frames are what is typed and shown, text frames what the page and the server say. */
final class WebSocketScreen implements Screen {

    /** A page cuts what is pasted; nothing typed is longer. */
    static final int MOST_TYPED = 64 * 1024;

    static final int MOST_SAID = 1024;

    private static final Logger log = LoggerFactory.getLogger(WebSocketScreen.class);

    /** How long a browser may take to close its end. */
    private static final long CLOSES_WITHIN_MILLIS = 3_000;

    private final WebSocketChannel channel;

    WebSocketScreen(WebSocketChannel channel) {
        this.channel = channel;
    }

    /** Begins to hear the page. */
    void start(Terminal terminal) {
        channel.getReceiveSetter().set(new Listener(terminal));
        channel.addCloseTask(closed -> terminal.end(TerminalEnd.CLOSED));
        channel.resumeReceives();
    }

    @Override
    public void show(byte[] output, Runnable sent) {
        // Undertow tells twice where its IO thread sends the frame just while another one asks to be told.
        WebSockets.sendBinary(ByteBuffer.wrap(output), channel, new Callback(new Once(sent)));
    }

    @Override
    public void say(String json) {
        WebSockets.sendText(json, channel, new Callback(() -> {}));
    }

    @Override
    public void ping() {
        WebSockets.sendPing(ByteBuffer.allocate(0), channel, new Callback(() -> {}));
    }

    @Override
    public void close(TerminalEnd why) {
        if (channel.isOpen()) {
            WebSockets.sendClose(why.closeCode(), why.word(), channel, new Callback(() -> {}));
            channel.getIoThread()
                    .executeAfter(() -> IoUtils.safeClose(channel), CLOSES_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** A connection that breaks is closed, and the close task tells the terminal. */
    private record Callback(Runnable done) implements WebSocketCallback<Void> {

        @Override
        public void complete(WebSocketChannel channel, @Nullable Void nothing) {
            done.run();
        }

        @Override
        public void onError(WebSocketChannel channel, @Nullable Void nothing, Throwable failure) {
            log.debug("A browser went away", failure);
            IoUtils.safeClose(channel);
        }
    }

    private static final class Listener extends AbstractReceiveListener {

        private final Terminal terminal;

        Listener(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        protected long getMaxBinaryBufferSize() {
            return MOST_TYPED;
        }

        @Override
        protected long getMaxTextBufferSize() {
            return MOST_SAID;
        }

        @Override
        protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
            try (var data = message.getData()) {
                ByteBuffer whole = WebSockets.mergeBuffers(data.getResource());
                byte[] keys = new byte[whole.remaining()];
                whole.get(keys);
                terminal.typed(keys);
            }
        }

        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            terminal.told(message.getData());
        }

        @Override
        protected void onFullPongMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
            try (var data = message.getData()) {
                terminal.answered();
            }
        }

        @Override
        protected void onCloseMessage(CloseMessage message, WebSocketChannel channel) {
            terminal.end(TerminalEnd.CLOSED);
        }

        @Override
        protected void onError(WebSocketChannel channel, Throwable error) {
            log.debug("A browser went away, or spoke no WebSocket", error);
            IoUtils.safeClose(channel);
        }
    }
}
