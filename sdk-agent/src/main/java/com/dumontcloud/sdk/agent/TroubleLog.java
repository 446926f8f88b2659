package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Says that something fails: the first time, then at most once a minute with a count, and once that it is over. Thread-safe.
 */
final class TroubleLog {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Logger log;
    private final TimeSource time;
    private final String subject;
    private int failures;
    private int unsaid;
    private long lastSaid;

    /**
     * Creates the log of one subject.
     *
     * @param subject what fails, as the start of a sentence, such as {@code The GPU probe}
     */
    TroubleLog(Logger log, TimeSource time, String subject) {
        this.log = log;
        this.time = time;
        this.subject = subject;
    }

    synchronized void failed(Throwable failure) {
        failures++;
        unsaid++;
        long now = time.mono();
        if (failures > 1 && now - lastSaid < MINUTE) {
            return;
        }
        lastSaid = now;
        if (failures == 1) {
            log.warn("{} failed; more of it is said at most once a minute", subject, failure);
        } else {
            log.warn("{} failed {} more times, {} in all", subject, unsaid, failures, failure);
        }
        unsaid = 0;
    }

    synchronized void succeeded() {
        if (failures > 0) {
            log.info("{} works again after {} failures", subject, failures);
            failures = 0;
            unsaid = 0;
        }
    }
}
