package com.dumontcloud.sdk.agent.logs;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** The tests' logging: keeps what a person would see, from INFO up, and prints nothing. */
public final class RecordedLogs implements SLF4JServiceProvider {

    private static final int MOST_KEPT = 10_000;
    private static final ConcurrentLinkedQueue<Line> LINES = new ConcurrentLinkedQueue<>();

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    /** One line of the log. */
    public record Line(Level level, String logger, String text, Throwable thrown) {}

    /** Forgets everything logged so far. */
    public static void clear() {
        LINES.clear();
    }

    /** Returns what was logged at this level since the last {@link #clear()}. */
    public static List<Line> at(Level level) {
        return LINES.stream().filter(line -> line.level() == level).toList();
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return Recorder::new;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        // nothing to prepare
    }

    private static final class Recorder extends LegacyAbstractLogger {

        private static final long serialVersionUID = 1L;

        private Recorder(String name) {
            this.name = name;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return getName();
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable thrown) {
            String text = MessageFormatter.basicArrayFormat(message, arguments);
            LINES.add(new Line(level, name, text, thrown));
            while (LINES.size() > MOST_KEPT) {
                LINES.poll();
            }
        }
    }
}
