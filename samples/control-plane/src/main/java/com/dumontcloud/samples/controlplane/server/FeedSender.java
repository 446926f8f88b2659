package com.dumontcloud.samples.controlplane.server;

import com.dumontcloud.sdk.policy.endpoint.EventFeed;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;

/**
 * Sends one stream of events, on the IO thread of its connection: thousands of readers who mostly wait cost no thread. One who does not
 * read what it is sent is cut off. Everything but {@link #start} happens on that thread.
 */
final class FeedSender {

    private static final Logger log = LoggerFactory.getLogger(FeedSender.class);

    private final HttpServerExchange exchange;
    private final EventFeed feed;
    private final Duration patience;
    private final StreamSinkChannel channel;
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private XnioExecutor.@Nullable Key deadline;
    private boolean ended;

    /**
     * Prepares it.
     *
     * @param patience how long the reader may take to make room for what the feed gives at once
     */
    FeedSender(HttpServerExchange exchange, EventFeed feed, Duration patience) {
        this.exchange = exchange;
        this.feed = feed;
        this.patience = patience;
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
        if (feed.isOver()) {
            end();
            return;
        }
        try {
            if (sendWhatThereIs()) {
                channel.suspendWrites();
            } else {
                channel.resumeWrites();
                beginDeadline();
            }
        } catch (IOException gone) {
            log.debug("A reader of events went away", gone);
            cutOff();
        }
    }

    /** Returns whether all of it is on its way, and be it the head alone, by which a reader knows that it is connected. */
    private boolean sendWhatThereIs() throws IOException {
        while (true) {
            while (unsent.hasRemaining()) {
                if (channel.write(unsent) == 0) {
                    return false;
                }
            }
            endDeadline();
            unsent = ByteBuffer.wrap(feed.take());
            if (!unsent.hasRemaining()) {
                return channel.flush();
            }
        }
    }

    /** Nothing waits for a reader who does not read. */
    private void end() {
        if (deadline != null || unsent.hasRemaining()) {
            cutOff();
        } else {
            ended = true;
            exchange.endExchange();
        }
    }

    private void cutOff() {
        ended = true;
        endDeadline();
        feed.close();
        IoUtils.safeClose(exchange.getConnection());
    }

    private void beginDeadline() {
        if (deadline == null) {
            deadline = exchange.getIoThread().executeAfter(this::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void endDeadline() {
        if (deadline != null) {
            deadline.remove();
            deadline = null;
        }
    }

    private void giveUp() {
        log.debug("A reader of events took nothing for {} ms, and is dropped", patience.toMillis());
        cutOff();
    }
}
