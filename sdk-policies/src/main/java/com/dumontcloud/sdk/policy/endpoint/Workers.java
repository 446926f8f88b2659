package com.dumontcloud.sdk.policy.endpoint;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that serve requests: daemons, a bounded number, gone again when there is nothing to do. Thread-safe. */
final class Workers implements Executor, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Workers.class);

    private final ThreadPoolExecutor pool;
    private final ClientPatience patience;

    Workers(int threads, ClientPatience patience) {
        AtomicInteger number = new AtomicInteger();
        this.patience = patience;
        this.pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> newThread(task, number));
        pool.allowCoreThreadTimeOut(true);
    }

    /** Serves one request, from its first byte: the server reads the head in here too. */
    @Override
    public void execute(Runnable request) {
        pool.execute(() -> serve(request));
    }

    /** Interrupts what still runs and waits a little for it to notice. */
    @Override
    public void close() {
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
                log.warn("Requests were still being served when the server was closed");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private void serve(Runnable request) {
        patience.begin();
        try {
            request.run();
        } catch (Throwable failure) {
            log.warn("A request could not be served", failure);
        } finally {
            patience.end();
        }
    }

    private static Thread newThread(Runnable task, AtomicInteger number) {
        Thread thread = new Thread(task, "dumont-http-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    static void runOnDaemon(String name, Runnable task, Duration limit) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
