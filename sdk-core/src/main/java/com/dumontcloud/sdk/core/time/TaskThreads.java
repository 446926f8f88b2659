package com.dumontcloud.sdk.core.time;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that sleep until a task is due, each for another task, so that a task wakes one thread only. With a {@link
 * java.util.concurrent.ScheduledThreadPoolExecutor} it wakes two, since one thread waits for the first task and has another
 * wait in its place when it takes it; among tasks that do little, a few times a minute, the waking is most of the cost.
 *
 * <p>What must hold whenever the lock is free: if any thread sleeps, one of them wakes by the time the first task is due. Who
 * adds a task or takes one sees to it, see {@link #watchFirst()}; a thread that is done looks for itself. Thread-safe.
 */
final class TaskThreads {

    private static final Logger log = LoggerFactory.getLogger(SystemTime.class);

    private static final long NEVER = Long.MAX_VALUE;
    private static final long NOW = -1;

    private final Object lock = new Object();
    private final long origin = System.nanoTime();
    private final NavigableSet<Task> tasks = new TreeSet<>();
    private final List<Worker> workers = new ArrayList<>();
    private final List<Worker> asleep = new ArrayList<>();
    private final String threadName;
    private final int most;
    private long tasksSoFar;
    private int workersSoFar;
    private boolean closed;

    TaskThreads(String threadName, int most) {
        this.threadName = threadName;
        this.most = most;
    }

    /** Has a task run after a delay that is not negative; never, where this is closed before. */
    TimeSource.Scheduled schedule(long delay, Runnable action) {
        synchronized (lock) {
            long now = now();
            Task task = new Task(delay < NEVER - now ? now + delay : NEVER, tasksSoFar++, action);
            if (!closed) {
                tasks.add(task);
                watchFirst();
            }
            return task;
        }
    }

    /** Forgets what has not begun, interrupts what runs and ends the threads. */
    void close() {
        List<Worker> ending;
        synchronized (lock) {
            closed = true;
            tasks.clear();
            ending = List.copyOf(workers);
        }
        for (Worker worker : ending) {
            worker.thread.interrupt(); // which also wakes it
        }
    }

    /** Nanoseconds since this was made, which unlike those of the clock compare as they are. */
    private long now() {
        return System.nanoTime() - origin;
    }

    /** Wakes or starts a thread if none wakes by the time the first task is due. While all are at work, none can. */
    private void watchFirst() {
        if (tasks.isEmpty()) {
            return;
        }
        Worker latest = null;
        for (Worker each : asleep) {
            if (each.until <= tasks.first().due) {
                return;
            }
            latest = latest == null || each.until > latest.until ? each : latest;
        }
        boolean spare = latest != null && latest.until == NEVER;
        boolean started = !spare && workers.size() < most && startWorker();
        if (!started && latest != null) {
            latest.until = NOW;
            LockSupport.unpark(latest.thread);
        }
    }

    private boolean startWorker() {
        Worker worker = new Worker(threadName + "-" + (workersSoFar + 1));
        try {
            worker.thread.start();
        } catch (OutOfMemoryError noMoreThreads) {
            if (workers.isEmpty()) {
                throw noMoreThreads;
            }
            log.debug("{} threads have to do", workers.size(), noMoreThreads);
            return false;
        }
        workersSoFar++;
        workers.add(worker);
        asleep.add(worker); // as good as woken: it has yet to take the lock
        return true;
    }

    private final class Task implements TimeSource.Scheduled, Comparable<Task> {

        private final long due;
        private final long order;
        private final Runnable action;
        private boolean watched;

        Task(long due, long order, Runnable action) {
            this.due = due;
            this.order = order;
            this.action = action;
        }

        @Override
        public void cancel() {
            synchronized (lock) {
                tasks.remove(this);
            }
        }

        @Override
        public int compareTo(Task other) {
            int byDue = Long.compare(due, other.due);
            return byDue != 0 ? byDue : Long.compare(order, other.order);
        }

        @SuppressWarnings("CatchingUnchecked")
        void run() {
            try {
                action.run();
            } catch (Throwable failure) {
                log.warn("A scheduled task failed", failure);
            }
        }
    }

    /** One thread. It sleeps for the first task that no other sleeps for, and then runs whatever is due first. */
    private final class Worker implements Runnable {

        private final Thread thread;
        private @Nullable Task watching;
        private long until = NOW;

        Worker(String name) {
            thread = new Thread(this, name);
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try {
                for (Task task = next(); task != null; task = next()) {
                    task.run();
                }
            } finally {
                synchronized (lock) { // also where something failed, the log even
                    awake();
                    workers.remove(this);
                    watchFirst();
                }
            }
        }

        /** Returns the next task when it is due; none once all is closed. */
        private @Nullable Task next() {
            while (true) {
                if (Thread.interrupted()) {
                    log.debug("Interrupted, by a task that kept its interrupt or by the end");
                }
                long nanos;
                synchronized (lock) {
                    awake();
                    if (closed) {
                        return null;
                    }
                    long now = now();
                    if (!tasks.isEmpty() && tasks.first().due <= now) {
                        Task first = tasks.pollFirst();
                        watchFirst();
                        return first;
                    }
                    sleep();
                    nanos = until - now;
                }
                LockSupport.parkNanos(TaskThreads.this, nanos);
            }
        }

        private void awake() {
            asleep.remove(this);
            if (watching != null) {
                watching.watched = false;
                watching = null;
            }
        }

        private void sleep() {
            until = NEVER;
            for (Task task : tasks) {
                if (!task.watched) {
                    task.watched = true;
                    watching = task;
                    until = task.due;
                    break;
                }
            }
            asleep.add(this);
        }
    }
}
