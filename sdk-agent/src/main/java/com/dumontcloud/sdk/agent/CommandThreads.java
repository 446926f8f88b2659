package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread for each command, gone when the command has ended: commands are rare, and a handler that hangs must not hold
 * a thread that heartbeats need. Thread-safe.
 */
final class CommandThreads implements Executor {

    private static final Logger log = LoggerFactory.getLogger(HeartbeatReporter.class);

    private final Set<Thread> running = new HashSet<>();
    private boolean stopped;

    /** Returns where commands run: on the threads of a time source that was given, else on threads of their own. */
    static Executor on(TimeSource given) {
        return work -> given.schedule(Duration.ZERO, work);
    }

    @Override
    public void execute(Runnable work) {
        Thread thread = new Thread(() -> run(work), "dumont-heartbeat-command");
        thread.setDaemon(true);
        synchronized (running) {
            if (stopped) {
                return;
            }
            running.add(thread);
        }
        thread.start();
    }

    /** Interrupts what runs, except its caller, and starts nothing more. */
    void stop() {
        synchronized (running) {
            stopped = true;
            for (Thread thread : running) {
                if (thread != Thread.currentThread()) {
                    thread.interrupt();
                }
            }
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private void run(Runnable work) {
        try {
            work.run();
        } catch (Throwable failure) {
            log.warn("A command's thread failed", failure);
        } finally {
            synchronized (running) {
                running.remove(Thread.currentThread());
            }
        }
    }
}
