package com.dumontcloud.sdk.agent.internal.log;

import java.io.PrintStream;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.event.Level;

/** The log of {@code dumont-agent}: standard error, and nothing to configure but {@code DUMONT_LOG_LEVEL}. */
public final class AgentLogProvider extends LineLogProvider {

    private static volatile Level usualLevel = Level.INFO;

    /** Creates the provider; SLF4J does. */
    public AgentLogProvider() {
        this(System.getenv(), System.err);
    }

    AgentLogProvider(Map<String, String> environment, PrintStream out) {
        super(level(environment.getOrDefault("DUMONT_LOG_LEVEL", "")), prefix(environment), out);
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

    /** Anything but a level means the usual one: an agent that does not start because of its log helps nobody. */
    private static Level level(String text) {
        for (Level level : Level.values()) {
            if (level.name().equalsIgnoreCase(text.trim())) {
                return level;
            }
        }
        return usualLevel;
    }

    /** journald and the systemd that feeds it take the level from a prefix; everybody else reads the word. */
    private static Function<Level, String> prefix(Map<String, String> environment) {
        return environment.containsKey("JOURNAL_STREAM") ? level -> "<" + priority(level) + ">" : level -> level + " ";
    }

    /** Returns the priority of syslog (RFC 5424, section 6.2.1). */
    private static int priority(Level level) {
        return switch (level) {
            case ERROR -> 3;
            case WARN -> 4;
            case INFO -> 6;
            case DEBUG, TRACE -> 7;
        };
    }
}
