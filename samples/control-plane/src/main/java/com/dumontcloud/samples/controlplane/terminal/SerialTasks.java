package com.dumontcloud.samples.controlplane.terminal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other, in their order, on threads of another executor. What a task throws goes to that executor, and the next
 * one is run all the same. Thread-safe.
 */
final class SerialTasks implements Executor {

    private final Executor threads;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    SerialTasks(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (waiting) {
            waiting.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        runOn();
    }

    /** Where no thread is to be had what waits goes with the next task. */
    private void runOn() {
        boolean begun = false;
        try {
            threads.execute(this::runAll);
            begun = true;
        } finally {
            if (!begun) {
                synchronized (waiting) {
                    running = false;
                }
            }
        }
    }

    private void runAll() {
        boolean done = false;
        try {
            for (Runnable task = next(); task != null; task = next()) {
                task.run();
            }
            done = true;
        } finally {
            if (!done) {
                runOn();
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (waiting) {
            Runnable task = waiting.poll();
            running = task != null;
            return task;
        }
    }
}
