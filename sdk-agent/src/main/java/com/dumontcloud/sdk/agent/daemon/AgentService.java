package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The agent at work: one reporter, and a main thread that passes its news on to the service manager and the status file. The
 * manager hears that the service lives only while the reporter does.
 */
final class AgentService {

    private static final Duration FOREVER = Duration.ofDays(1);

    private final TimeSource time;
    private final Bell bell;
    private final Ending ending;
    private final Liveness liveness;
    private final AgentNews news;
    private final ServiceManager manager;
    private final StatusFile statusFile;
    private boolean ready;

    AgentService(
            TimeSource time,
            Bell bell,
            Ending ending,
            Liveness liveness,
            AgentNews news,
            ServiceManager manager,
            StatusFile statusFile) {
        this.time = time;
        this.bell = bell;
        this.ending = ending;
        this.liveness = liveness;
        this.news = news;
        this.manager = manager;
        this.statusFile = statusFile;
    }

    /** Reports until the end is asked for. Returns when the last heartbeat was sent, or its time was up. */
    void run(ReporterOptions options) throws InterruptedException {
        try (HeartbeatReporter reporter = HeartbeatReporter.start(options)) {
            while (!ending.isRequested()) {
                bell.await(pause());
                pass(news.status());
            }
            manager.stopping();
        } finally {
            statusFile.delete(news.status().agent());
        }
    }

    private void pass(AgentStatus status) {
        if (status.attemptedAt() == null) {
            return; // the first heartbeat is on its way
        }
        statusFile.write(status);
        if (!ready) {
            ready = true;
            manager.ready(words(status));
        } else {
            manager.status(words(status));
        }
        if (manager.watchdog() != null && liveness.isAlive(time.mono())) {
            manager.alive();
        }
    }

    /** Twice in the time the manager gives, as sd_watchdog_enabled(3) asks. */
    private Duration pause() {
        @Nullable Duration watchdog = manager.watchdog();
        return watchdog == null ? FOREVER : Duration.ofNanos(watchdog.toNanos() / 2);
    }

    private static String words(AgentStatus status) {
        if (status.failuresInARow() > 0) {
            return status.failuresInARow() + " heartbeats failed: " + status.failure();
        }
        return "Heartbeats accepted every " + status.interval().toSeconds() + " s; GPUs: " + status.gpus();
    }
}
