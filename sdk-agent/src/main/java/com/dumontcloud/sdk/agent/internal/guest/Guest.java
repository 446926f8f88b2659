package com.dumontcloud.sdk.agent.internal.guest;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reports from a program that knows nothing of it, until its JVM ends. */
public final class Guest {

    /** The end of a program must not wait longer for a control plane that does not answer. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private Guest() {}

    /**
     * Begins to report; says on standard error why, where it cannot.
     *
     * @param arguments settings from the command line, such as {@code reporter-id=trainer}
     */
    public static void report(@Nullable String arguments) {
        GuestSettings settings;
        ReporterOptions options;
        try {
            settings = GuestSettings.of(arguments, System.getenv());
            options = settings.options();
        } catch (IllegalArgumentException wrong) {
            System.err.println("dumont-sdk-agent: it does not report: " + wrong.getMessage());
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(settings.startDelay().toNanos());
        } catch (InterruptedException unwanted) {
            Thread.currentThread().interrupt();
            return;
        }
        String id = settings.reporterId();
        start(options.toBuilder()
                .reporterId(id == null ? ReporterName.claim(System.getProperty("sun.java.command")) : id)
                .shutdownTimeout(LAST_WORDS)
                .build());
    }

    private static void start(ReporterOptions options) {
        HeartbeatReporter reporter = HeartbeatReporter.start(options);
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(reporter::close, "dumont-agent-goodbye"));
        } catch (IllegalStateException tooLate) {
            reporter.close(); // the JVM is about to end; nobody has heard of this reporter yet
        }
    }
}
