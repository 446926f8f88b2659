package com.dumontcloud.sdk.policy.endpoint;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The threads on which requests wait for the provider, so that nobody else does: daemons, a bounded number, gone again when there is
 * nothing to do. Thread-safe.
 */
final class ProviderThreads {

    private static final int THREADS = 8;
    private static final int MOST_WAITING = 256;

    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor pool;

    ProviderThreads() {
        pool = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), this::newThread);
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Makes a call that may block.
     *
     * @throws ApiFailure 503 if too many wait already
     */
    <T> CompletableFuture<T> call(Supplier<T> call) {
        return callLater(() -> CompletableFuture.completedFuture(call.get()));
    }

    /**
     * Makes a call that may block, and whose result may come later still.
     *
     * @throws ApiFailure 503 if too many wait already
     */
    <T> CompletableFuture<T> callLater(Supplier<CompletableFuture<T>> call) {
        try {
            return CompletableFuture.completedFuture(call).thenComposeAsync(Supplier::get, pool);
        } catch (RejectedExecutionException tooMany) {
            throw ApiFailure.unavailable("too many requests wait for the provider", Duration.ofSeconds(5));
        }
    }

    private Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "dumont-http-provider-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
