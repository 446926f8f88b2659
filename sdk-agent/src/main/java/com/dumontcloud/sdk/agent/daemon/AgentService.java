package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The agent at work: a reporter on threads of its own, and the main thread, which publishes its news until the end. */
final class AgentService {

    private static final Duration FOREVER = Duration.ofDays(1);

    private final Bell bell;
    private final Ending ending;
    private final AgentNews news;
    private final Publisher publisher;
    private final Duration pause;

    /**
     * Creates a service that does nothing yet.
     *
     * @param bell rings when there is news, and when the end is asked for
     * @param watchdog how often the service manager wants to hear that the service lives
     */
    AgentService(Bell bell, Ending ending, AgentNews news, Publisher publisher, @Nullable Duration watchdog) {
        this.bell = bell;
        this.ending = ending;
        this.news = news;
        this.publisher = publisher;
        this.pause =
                watchdog == null ? FOREVER : Duration.ofNanos(watchdog.toNanos() / 2); // as sd_watchdog_enabled(3) asks
    }

    /** Reports until the end is asked for. Returns when the last heartbeat was sent, or its time was up. */
    void run(ReporterOptions options) throws InterruptedException {
        try (HeartbeatReporter reporter = HeartbeatReporter.start(options)) {
            while (!ending.isRequested()) {
                bell.await(pause);
                publisher.publish(news.status());
            }
            publisher.stopping();
        } finally {
            publisher.stopped(news.status().agent());
        }
    }
}
