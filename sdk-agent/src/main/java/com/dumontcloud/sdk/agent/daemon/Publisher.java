package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.core.time.TimeSource;

/**
 * Passes the agent's news on: to the service manager, which hears that the service lives only while the reporter does, and to
 * the status file. For one thread.
 */
final class Publisher {

    private final TimeSource time;
    private final Liveness liveness;
    private final ServiceManager manager;
    private final StatusFile statusFile;
    private boolean ready;

    Publisher(TimeSource time, Liveness liveness, ServiceManager manager, StatusFile statusFile) {
        this.time = time;
        this.liveness = liveness;
        this.manager = manager;
        this.statusFile = statusFile;
    }

    /** Says how things stand. The service is ready once a heartbeat was tried: an outage must not fail its start. */
    void publish(AgentStatus status) {
        if (status.attemptedAt() == null) {
            return;
        }
        statusFile.write(status);
        if (ready) {
            manager.status(words(status));
        } else {
            ready = true;
            manager.ready(words(status));
        }
        if (manager.watchdog() != null && liveness.isAlive(time.mono())) {
            manager.alive();
        }
    }

    /** Says that the end has begun. */
    void stopping() {
        manager.stopping();
    }

    /** Takes the status back. */
    void stopped(AgentPid agent) {
        statusFile.delete(agent);
    }

    private static String words(AgentStatus status) {
        if (status.failuresInARow() > 0) {
            String many = status.failuresInARow() == 1 ? " heartbeat failed: " : " heartbeats failed: ";
            return status.failuresInARow() + many + status.failure();
        }
        return "Heartbeats accepted every " + status.interval().toSeconds() + " s; GPUs: " + status.gpus();
    }
}
