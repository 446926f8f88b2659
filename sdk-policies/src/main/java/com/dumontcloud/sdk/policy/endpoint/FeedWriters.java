package com.dumontcloud.sdk.policy.endpoint;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes feeds out on the JDK's server: each on a daemon thread of its own, beside those that serve requests, which readers who stay
 * would use up. Thread-safe.
 */
final class FeedWriters implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FeedWriters.class);

    private final ClientPatience patience;
    private final Set<EventFeed> open = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor pool;

    FeedWriters(ClientPatience patience) {
        AtomicInteger number = new AtomicInteger();
        this.patience = patience;
        this.pool = new ThreadPoolExecutor(
                0, EventStream.MOST_READERS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "dumont-http-events-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Sends the head of a reply, whose headers are set, and from then on its feed. Closes the exchange in the end. */
    void begin(HttpExchange exchange, int status, EventFeed feed) {
        open.add(feed);
        try {
            pool.execute(() -> serve(exchange, status, feed));
        } catch (RejectedExecutionException full) {
            log.debug("No thread is left for another reader of events", full);
            end(exchange, feed);
        }
    }

    /** Ends every feed, and waits a little for their connections to be closed. */
    @Override
    public void close() {
        open.forEach(EventFeed::close);
        pool.shutdown();
        try {
            if (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange, int status, EventFeed feed) {
        try {
            patience.begin();
            exchange.sendResponseHeaders(status, 0);
            write(feed, exchange.getResponseBody());
        } catch (IOException gone) {
            log.debug("A reader of events went away or was too slow", gone);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            end(exchange, feed);
        }
    }

    private void write(EventFeed feed, OutputStream out) throws IOException, InterruptedException {
        Semaphore woken = new Semaphore(0);
        feed.open(woken::release);
        while (!feed.isOver()) {
            byte[] next = feed.take();
            if (next.length > 0) {
                patience.begin();
                out.write(next);
                out.flush();
            } else {
                patience.end();
                woken.acquire();
                woken.drainPermits();
            }
        }
    }

    private void end(HttpExchange exchange, EventFeed feed) {
        feed.close();
        open.remove(feed);
        patience.begin();
        exchange.close();
        patience.end();
    }
}
