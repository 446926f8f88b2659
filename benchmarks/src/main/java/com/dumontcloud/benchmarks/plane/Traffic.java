package com.dumontcloud.benchmarks.plane;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Requests at a steady rate over some connections, each timed from when it was due, so that one that waits for its turn counts. */
final class Traffic implements AutoCloseable {

    private final int port;
    private final int connections;
    private final Request request;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Traffic(int port, int connections, Request request) {
        this.port = port;
        this.connections = connections;
        this.request = request;
    }

    /** Begins to send so many in a second, for so long; the result is how long each took, in milliseconds, the fastest first. */
    Future<double[]> begin(int perSecond, int seconds) {
        return threads.submit(() -> run(perSecond, (long) perSecond * seconds));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private double[] run(int perSecond, long count) throws InterruptedException, ExecutionException {
        double[] took = new double[(int) count];
        AtomicLong next = new AtomicLong();
        long begun = System.nanoTime();
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            workers.add(threads.submit(() -> {
                work(next, count, begun, perSecond, took);
                return null;
            }));
        }
        for (Future<?> worker : workers) {
            worker.get();
        }
        Arrays.sort(took);
        return took;
    }

    private void work(AtomicLong next, long count, long begun, int perSecond, double[] took)
            throws IOException, InterruptedException {
        try (Connection connection = new Connection(port)) {
            for (long number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                long due = begun + number * 1_000_000_000L / perSecond;
                long early = due - System.nanoTime();
                if (early > 0) {
                    TimeUnit.NANOSECONDS.sleep(early);
                }
                // What the sleep overshot is the measuring side's own.
                long from = early > 0 ? System.nanoTime() : due;
                request.send(connection, number);
                took[(int) number] = (System.nanoTime() - from) / 1e6;
            }
        }
    }

    /** One request and its reply. */
    interface Request {
        void send(Connection connection, long number) throws IOException;
    }
}
