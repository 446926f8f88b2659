package com.dumontcloud.sdk.agent.daemon;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a process with everything it started. */
final class ProcessTree {

    private static final long GRACE_SECONDS = 2;

    private ProcessTree() {}

    /** Asks the process and its descendants to end, and after two seconds makes them. Returns when that is done. */
    static void kill(ProcessHandle process) {
        if (!process.isAlive() && process.descendants().findAny().isEmpty()) {
            return;
        }
        // Listed while the parent lives: once it is gone, its children belong to somebody else.
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        all.forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
        await(process, deadline);
        all.forEach(each -> await(each, deadline));
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static void await(ProcessHandle process, long deadline) {
        try {
            process.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException stubborn) {
            process.destroyForcibly();
        } catch (InterruptedException hurry) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
