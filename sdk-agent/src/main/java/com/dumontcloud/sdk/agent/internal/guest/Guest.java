package com.dumontcloud.sdk.agent.internal.guest;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterOptions;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Reports from a program that knows nothing of it, until its JVM ends. */
public final class Guest {

    /** The end of a program must not wait longer for a control plane that does not answer. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private Guest() {}

    /**
     * Begins to report. Returns when it does, or when it was told not to wait any longer for that.
     *
     * @param arguments settings from the command line, such as {@code reporter-id=trainer}
     * @param err where to say what a person should know
     * @throws IllegalArgumentException if a setting is missing or wrong, naming every problem
     */
    public static void report(@Nullable String arguments, PrintStream err) {
        GuestLogProvider.install(err);
        GuestSettings settings = GuestSettings.of(arguments, System.getenv());
        ReporterOptions options = settings.options();
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
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(reporter), "dumont-agent-goodbye"));
        } catch (IllegalStateException tooLate) {
            reporter.close(); // the JVM is about to end; nobody has heard of this reporter yet
        }
    }

    private static void end(HeartbeatReporter reporter) {
        try {
            reporter.close();
        } catch (RuntimeException forbidden) { // by a security manager that the program has set since
            // No logger is a constant of this class, since none may be made before report has said where it writes.
            LoggerFactory.getLogger(Guest.class)
                    .warn("The reporter could not end in an orderly way: {}", forbidden.getMessage());
        }
    }
}
