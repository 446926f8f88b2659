package com.dumontcloud.samples.controlplane.server;

import java.util.concurrent.atomic.AtomicBoolean;

/** Runs a task the first time that it is told to, and never again. Thread-safe. */
final class Once implements Runnable {

    private final Runnable task;
    private final AtomicBoolean begun = new AtomicBoolean();

    Once(Runnable task) {
        this.task = task;
    }

    @Override
    public void run() {
        if (begun.compareAndSet(false, true)) {
            task.run();
        }
    }
}
