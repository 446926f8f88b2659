package com.dumontcloud.benchmarks.soak;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import java.util.concurrent.TimeUnit;

/** A program that works in short stretches, with pauses, and says so. */
final class Work implements AutoCloseable {

    private static final int STEPS = 20;
    private static final long STEP_MILLIS = 50;
    private static final long PAUSE_MILLIS = 200;

    private final HeartbeatReporter reporter;
    private final Thread thread = new Thread(this::work, "soak-work");
    private volatile long stretches;

    private Work(HeartbeatReporter reporter) {
        this.reporter = reporter;
    }

    static Work on(HeartbeatReporter reporter) {
        Work work = new Work(reporter);
        work.thread.setDaemon(true);
        work.thread.start();
        return work;
    }

    long stretches() {
        return stretches;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void work() {
        try {
            for (long stretch = 1; ; stretch++) {
                try (var busy = reporter.busy("stretch " + stretch)) {
                    for (int step = 1; step <= STEPS; step++) {
                        TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
                        busy.progress((double) step / STEPS);
                    }
                }
                stretches = stretch;
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }
}
