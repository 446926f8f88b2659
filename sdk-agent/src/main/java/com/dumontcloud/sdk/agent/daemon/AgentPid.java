package com.dumontcloud.sdk.agent.daemon;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process, told apart from a later one that was given the same number. Immutable.
 *
 * @param pid its number
 * @param started when it began, in milliseconds since 1970; absent where the system does not
 */
record AgentPid(long pid, @Nullable String started) {

    /** Returns this very process. */
    static AgentPid own() {
        return of(ProcessHandle.current());
    }

    /** Returns whether it still runs. */
    boolean isRunning() {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty() || !process.get().isAlive()) {
            return false;
        }
        String now = of(process.get()).started();
        return started == null || now == null || started.equals(now);
    }

    private static AgentPid of(ProcessHandle process) {
        return new AgentPid(
                process.pid(),
                process.info()
                        .startInstant()
                        .map(start -> Long.toString(start.toEpochMilli()))
                        .orElse(null));
    }
}
