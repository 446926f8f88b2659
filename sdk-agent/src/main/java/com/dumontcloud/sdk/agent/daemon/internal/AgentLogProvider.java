package com.dumontcloud.sdk.agent.daemon.internal;

import java.io.PrintStream;
import java.util.Map;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Lets SLF4J write to standard error, one line for each event and nothing to configure but {@code DUMONT_LOG_LEVEL}.
 *
 * <p>No service file names it: in a program that embeds the reporter SLF4J never finds it.
 */
public final class AgentLogProvider implements SLF4JServiceProvider {

    private static volatile Level usualLevel = Level.INFO;

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();
    private final AgentLogger logger;

    /** Creates the provider; SLF4J does. */
    public AgentLogProvider() {
        this(System.getenv(), System.err);
    }

    AgentLogProvider(Map<String, String> environment, PrintStream out) {
        // journald and the systemd that feeds it take the level from a prefix; everybody else reads the word.
        boolean journal = environment.containsKey("JOURNAL_STREAM");
        this.logger = new AgentLogger(level(environment.getOrDefault("DUMONT_LOG_LEVEL", "")), journal, out);
    }

    /**
     * Makes SLF4J use this provider, without a search of the class path. Call it before anything logs.
     *
     * @param usual from which level on events are written unless {@code DUMONT_LOG_LEVEL} says otherwise
     */
    public static void install(Level usual) {
        usualLevel = usual;
        System.setProperty("slf4j.provider", AgentLogProvider.class.getName());
        System.setProperty("slf4j.internal.verbosity", "WARN");
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> logger;
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
    public void initialize() {}

    /** Anything but a level means the usual one: an agent that does not start because of its log helps nobody. */
    private static Level level(String text) {
        for (Level level : Level.values()) {
            if (level.name().equalsIgnoreCase(text.trim())) {
                return level;
            }
        }
        return usualLevel;
    }
}
