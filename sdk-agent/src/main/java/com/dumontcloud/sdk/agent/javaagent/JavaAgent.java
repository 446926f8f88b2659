package com.dumontcloud.sdk.agent.javaagent;

import java.io.File;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reports the machine from inside any JVM, with no change to its program:
 * {@code java -javaagent:dumont-sdk-agent.jar -jar program.jar}.
 *
 * <p>This class and the loader beside it are all that the program can see. Everything else lies in the same jar where only that
 * loader finds it, so that no library of ours ever meets one of the program's. Whatever goes wrong is one line on standard
 * error; the program runs as it would without an agent.
 *
 * <p>Thread-safe.
 */
public final class JavaAgent {

    private static final AtomicBoolean begun = new AtomicBoolean();

    private JavaAgent() {}

    /**
     * Begins to report, for {@code -javaagent}. Returns at once.
     *
     * @param arguments what stands behind {@code =} in the option
     */
    public static void premain(@Nullable String arguments) {
        begin(arguments);
    }

    /**
     * Begins to report in a JVM that runs already, for those who attach to it. Returns at once.
     *
     * @param arguments as for {@link #premain}
     */
    public static void agentmain(@Nullable String arguments) {
        begin(arguments);
    }

    /** Without a lambda and without a stack of classes: all this happens before the program's first line. */
    private static void begin(@Nullable String arguments) {
        if (!begun.compareAndSet(false, true)) {
            complain("it reports from this JVM already; this second start does nothing");
            return;
        }
        try {
            Thread thread = new Start(arguments);
            thread.setDaemon(true);
            // Whatever we load later must not find the program's classes by way of this thread.
            thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            thread.start();
        } catch (RuntimeException | Error unable) {
            complain("it does not report: " + unable);
        }
    }

    private static void complain(String what) {
        System.err.println("dumont-sdk-agent: " + what);
    }

    private static final class Start extends Thread {

        private final @Nullable String arguments;

        private Start(@Nullable String arguments) {
            super("dumont-agent-start");
            this.arguments = arguments;
        }

        @Override
        @SuppressWarnings("CatchingUnchecked")
        public void run() {
            try {
                File jar = new File(JavaAgent.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
                ClassLoader payload = new PayloadLoader(jar);
                setContextClassLoader(payload);
                Class.forName("com.dumontcloud.sdk.agent.internal.guest.Guest", true, payload)
                        .getMethod("report", String.class)
                        .invoke(null, arguments);
            } catch (Throwable unable) {
                Throwable cause = unable.getCause();
                complain("it does not report: " + (cause == null ? unable : cause));
            }
        }
    }
}
