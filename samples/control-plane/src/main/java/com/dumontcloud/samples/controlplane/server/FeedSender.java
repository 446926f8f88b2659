package com.dumontcloud.samples.controlplane.server;

import com.dumontcloud.sdk.policy.endpoint.EventFeed;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * Sends one stream of events, on the IO thread of its connection: thousands of readers who mostly wait cost no thread. Everything but
 * {@link #start} happens on that thread.
 */
final class FeedSender {

    private static final Logger log = LoggerFactory.getLogger(FeedSender.class);

    private final HttpServerExchange exchange;
    private final EventFeed feed;
    private final StreamSinkChannel channel;
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private boolean flushed = true;
    private boolean ended;

    FeedSender(HttpServerExchange exchange, EventFeed feed) {
        this.exchange = exchange;
        this.feed = feed;
        this.channel = exchange.getResponseChannel();
    }

    /** Begins; the head of the reply is set. */
    void start() {
        exchange.getIoThread().execute(() -> {
            channel.getWriteSetter().set(writable -> send());
            feed.open(() -> exchange.getIoThread().execute(this::send));
        });
    }

    private void send() {
        if (ended) {
            return;
        }
        try {
            while (true) {
                if (!sendWhatIsLeft()) {
                    channel.resumeWrites();
                    return;
                }
                byte[] next = feed.take();
                if (next.length == 0) {
                    break;
                }
                unsent = ByteBuffer.wrap(next);
                flushed = false;
            }
            channel.suspendWrites();
            if (feed.isOver()) {
                ended = true;
                exchange.endExchange();
            }
        } catch (IOException gone) {
            log.debug("A reader of events went away", gone);
            ended = true;
            feed.close();
            IoUtils.safeClose(exchange.getConnection());
        }
    }

    /** Returns whether nothing is left, so that more can be taken. */
    private boolean sendWhatIsLeft() throws IOException {
        while (unsent.hasRemaining()) {
            if (channel.write(unsent) == 0) {
                return false;
            }
        }
        flushed = flushed || channel.flush();
        return flushed;
    }
}
