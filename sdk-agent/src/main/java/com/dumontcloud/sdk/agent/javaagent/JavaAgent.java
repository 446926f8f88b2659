package com.dumontcloud.sdk.agent.javaagent;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
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

    /** Whether it reports or is about to; no longer so once that has failed, so that it can be told again. */
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
            Thread thread = new Start(ownGroup(), arguments);
            thread.setDaemon(true);
            // Whatever we load later must not find the program's classes by way of this thread.
            thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            thread.start();
        } catch (RuntimeException | Error unable) {
            giveUp(unable);
        }
    }

    /** A group beside the program's, which may count its threads, wait for them all, or interrupt them. */
    private static ThreadGroup ownGroup() {
        ThreadGroup outermost = Thread.currentThread().getThreadGroup();
        while (outermost.getParent() != null) {
            outermost = outermost.getParent();
        }
        return new ThreadGroup(outermost, "dumont");
    }

    /** What we say of settings says it all; whatever else happened is where the chain of causes ends. */
    private static void giveUp(Throwable unable) {
        begun.set(false);
        Throwable cause = unable;
        while (!(cause instanceof IllegalArgumentException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof SecurityException) {
            complain("it does not report: " + cause.getMessage()
                    + "; let it with a policy: grant codeBase \"file:/path/to/dumont-sdk-agent.jar\""
                    + " { permission java.security.AllPermission; };");
        } else {
            complain("it does not report: " + (cause instanceof IllegalArgumentException ? cause.getMessage() : cause));
        }
    }

    private static void complain(String what) {
        standardError().println("dumont-sdk-agent: " + what);
    }

    /** The one of the process, whatever the program has put in the place of {@link System#err}. */
    private static PrintStream standardError() {
        try {
            return new PrintStream(new FileOutputStream(FileDescriptor.err), true);
        } catch (SecurityException guarded) {
            return System.err;
        }
    }

    private static final class Start extends Thread {

        private final @Nullable String arguments;

        private Start(ThreadGroup group, @Nullable String arguments) {
            super(group, "dumont-agent-start");
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
                        .getMethod("report", String.class, PrintStream.class)
                        .invoke(null, arguments, standardError());
            } catch (Throwable unable) {
                giveUp(unable);
            }
        }
    }
}
