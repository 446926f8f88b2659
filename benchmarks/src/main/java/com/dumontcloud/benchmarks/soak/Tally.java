package com.dumontcloud.benchmarks.soak;

import com.dumontcloud.sdk.agent.ReporterListener;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a reporter did. Thread-safe. */
final class Tally implements ReporterListener {

    private final AtomicLong counted = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong commands = new AtomicLong();

    @Override
    public void replied(Heartbeat sent, HeartbeatReply reply) {
        counted.incrementAndGet();
    }

    @Override
    public void failed(Throwable failure, int inARow) {
        failed.incrementAndGet();
    }

    @Override
    public void commandEnded(AgentCommand command, CommandResult result) {
        commands.incrementAndGet();
    }

    long counted() {
        return counted.get();
    }

    @Override
    public String toString() {
        return counted + " heartbeats counted, " + failed + " failed, " + commands + " commands ended";
    }
}
