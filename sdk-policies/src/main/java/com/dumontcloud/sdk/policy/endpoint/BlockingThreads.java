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
 * The threads on which requests wait for one thing that is slow, so that nobody else does: daemons, a bounded number, gone again when
 * there is nothing to do. Thread-safe.
 */
final class BlockingThreads {

    private final String awaited;
    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor pool;

    /**
     * Creates threads; none runs yet.
     *
     * @param awaited what is waited for, in one word
     * @param threads how many calls are made at once
     * @param mostWaiting how many more may wait for their turn
     */
    BlockingThreads(String awaited, int threads, int mostWaiting) {
        this.awaited = awaited;
        pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(mostWaiting), this::newThread);
        pool.allowCoreThreadTimeOut(true);
    }

    /** Returns those that wait for the provider. */
    static BlockingThreads ofProvider() {
        return new BlockingThreads("provider", 8, 256);
    }

    /** Returns those that wait for the store to read its history: few, since the fleet writes to the same disk. */
    static BlockingThreads ofHistory() {
        return new BlockingThreads("history", 2, 64);
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
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        CompletableFuture<T> result = turn.thenCompose(come -> call.get());
        try {
            pool.execute(() -> turn.complete(true));
        } catch (RejectedExecutionException tooMany) {
            throw ApiFailure.unavailable("too many requests wait for the " + awaited, Duration.ofSeconds(5));
        }
        return result;
    }

    private Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "dumont-http-" + awaited + "-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
