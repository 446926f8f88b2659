package com.dumontcloud.sdk.agent.internal.log;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Writes events of at least one level as lines. Thread-safe. */
final class LineLogger extends LegacyAbstractLogger {

    private static final long serialVersionUID = 1L;
    private static final String OURS = "com.dumontcloud.";

    private final int threshold;
    private final transient Function<Level, String> prefix;
    private final transient PrintStream out;

    /**
     * Creates a logger.
     *
     * @param prefix what each line of an event begins with
     */
    LineLogger(Level level, Function<Level, String> prefix, PrintStream out) {
        this.threshold = level.toInt();
        this.prefix = prefix;
        this.out = out;
        this.name = "dumont-agent";
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        String message = arguments == null ? pattern : MessageFormatter.basicArrayFormat(pattern, arguments);
        StringBuilder lines = new StringBuilder();
        if (failure == null) {
            append(lines, level, message);
        } else if (isExpected(failure)) {
            append(lines, level, message + ": " + reason(failure));
        } else {
            append(lines, level, message);
            trace(failure).lines().forEach(line -> append(lines, level, line));
        }
        out.print(lines); // one call, so that the lines of two threads do not mix
        out.flush();
    }

    /** Whatever a server or a driver wrote into the text, it stays one line. */
    private void append(StringBuilder lines, Level level, String text) {
        lines.append(prefix.apply(level));
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lines.append(Character.isISOControl(c) && c != '\t' ? ' ' : c);
        }
        lines.append('\n');
    }

    private boolean isEnabled(Level level) {
        return level.toInt() >= threshold;
    }

    /**
     * Our own exceptions and the network's say all there is in their message; a trace under each would bury the log of an
     * outage. It is there at DEBUG, and for whatever nobody thought of.
     */
    private boolean isExpected(Throwable failure) {
        boolean known =
                failure instanceof IOException || failure.getClass().getName().startsWith(OURS);
        return known && !isDebugEnabled();
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
