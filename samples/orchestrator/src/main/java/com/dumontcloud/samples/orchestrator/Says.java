package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.io.PrintStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Says what happens, a line each, with the time of day in UTC. Thread-safe. */
final class Says {

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final PrintStream out;
    private final TimeSource time;

    Says(PrintStream out, TimeSource time) {
        this.out = out;
        this.time = time;
    }

    void line(String text) {
        out.println(CLOCK.format(time.wall()) + "  " + text);
    }
}
