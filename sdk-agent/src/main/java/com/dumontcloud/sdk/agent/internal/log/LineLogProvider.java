package com.dumontcloud.sdk.agent.internal.log;

import java.io.PrintStream;
import java.util.function.Function;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Lets SLF4J write lines, and nothing more. No service file of the library names one: in a program that embeds the reporter SLF4J
 * never finds it.
 */
public abstract class LineLogProvider implements SLF4JServiceProvider {

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();
    private final LineLogger logger;

    /**
     * Creates a provider.
     *
     * @param threshold the lowest level to write
     * @param prefix what each line of an event begins with
     */
    protected LineLogProvider(Level threshold, Function<Level, String> prefix, PrintStream out) {
        this.logger = new LineLogger(threshold, prefix, out);
    }

    @Override
    public final ILoggerFactory getLoggerFactory() {
        return name -> logger;
    }

    @Override
    public final IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public final MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public final String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public final void initialize() {}
}
