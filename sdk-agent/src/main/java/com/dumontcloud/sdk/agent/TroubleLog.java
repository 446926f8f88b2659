package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Says that something fails: each kind of failure once, then at most once an hour with a count, and once that it is over.
 * Failures that are part of life are one line that says what to do; only a surprise has a stack trace. Thread-safe.
 */
final class TroubleLog {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final int MOST_KINDS = 16;

    private final Logger log;
    private final TimeSource time;
    private final String subject;
    private final Set<String> said = new HashSet<>();
    private int failures;
    private int unsaid;
    private @Nullable Long lastSaid;

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
        String kind = kind(failure);
        boolean isNew = !said.contains(kind) && said.size() < MOST_KINDS;
        long now = time.mono();
        if (lastSaid != null && now - lastSaid < (isNew ? MINUTE : HOUR)) {
            return;
        }
        lastSaid = now;
        if (isNew) {
            said.add(kind);
            sayAtLength(failure);
        } else {
            log.warn("{} still fails, {} more times since this was last said: {}", subject, unsaid, text(failure));
        }
        unsaid = 0;
    }

    synchronized void succeeded() {
        if (!said.isEmpty()) {
            log.info("{} works again after {} failures", subject, failures);
        }
        said.clear();
        failures = 0;
        unsaid = 0;
    }

    private void sayAtLength(Throwable failure) {
        if (isPartOfLife(failure)) {
            log.warn("{} failed: {}", subject, text(failure));
        } else {
            log.warn("{} failed", subject, failure);
        }
    }

    /** The last is a security manager's: it names the permission that is missing. */
    private static boolean isPartOfLife(Throwable failure) {
        return failure instanceof DumontException
                || failure instanceof GpuUnreadableException
                || failure instanceof IOException
                || failure instanceof SecurityException;
    }

    private static String kind(Throwable failure) {
        return failure instanceof DumontException known
                ? known.kind().name()
                : failure.getClass().getName();
    }

    /** A message of ours says everything; others say little without the name of what was thrown. */
    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return isPartOfLife(failure) && message != null
                ? Texts.cut(message, Texts.LINE)
                : Texts.of(failure, Texts.LINE);
    }
}
