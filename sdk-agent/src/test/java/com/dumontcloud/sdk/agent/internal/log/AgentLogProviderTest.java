package com.dumontcloud.sdk.agent.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

/** What the program's log looks like. */
class AgentLogProviderTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void writesALineForEachEvent() {
        Logger log = logger(Map.of());
        log.info("Started: {} of {}", "reporter", 5);
        log.debug("not at this level");
        log.warn("plain");

        assertThat(text()).isEqualTo("INFO Started: reporter of 5\nWARN plain\n");
    }

    @ParameterizedTest
    @CsvSource({"error, e", "WARN, ew", "info, ewi", "'', ewi", "loud, ewi", "Debug, ewid", " trace , ewidt"})
    void writesFromALevelOn(String level, String expected) {
        Logger log = logger(Map.of("DUMONT_LOG_LEVEL", level));
        log.error("e");
        log.warn("w");
        log.info("i");
        log.debug("d");
        log.trace("t");

        assertThat(text().replaceAll("[A-Z]+ (.)\n", "$1")).isEqualTo(expected);
    }

    @Test
    void tellsTheJournalTheLevel() {
        Logger log = logger(Map.of("JOURNAL_STREAM", "8:12345", "DUMONT_LOG_LEVEL", "trace"));
        log.error("e");
        log.warn("w");
        log.info("i");
        log.debug("d");
        log.trace("t");

        assertThat(text()).isEqualTo("<3>e\n<4>w\n<6>i\n<7>d\n<7>t\n");
    }

    @Test
    void saysOfAnExpectedFailureWhatItSays() {
        Logger log = logger(Map.of());
        log.warn("The heartbeat failed", new DumontException(DumontException.Kind.NETWORK, "no route to host"));
        log.warn("Not written", new IOException("disk is full", new IOException("really")));
        log.warn("Not read", new IOException());

        assertThat(text())
                .isEqualTo("WARN The heartbeat failed: no route to host\nWARN Not written: disk is full\n"
                        + "WARN Not read: java.io.IOException\n");
    }

    @Test
    void tracesWhatNobodyThoughtOf() {
        logger(Map.of("JOURNAL_STREAM", "1:2")).warn("A task failed", new IllegalStateException("odd"));

        assertThat(text().lines().toList())
                .startsWith("<4>A task failed", "<4>java.lang.IllegalStateException: odd")
                .hasSizeGreaterThan(5)
                .allMatch(line -> line.startsWith("<4>"));
    }

    @Test
    void tracesEverythingWhenAskedTo() {
        logger(Map.of("DUMONT_LOG_LEVEL", "debug")).warn("Not written", new IOException("disk is full"));

        assertThat(text()).contains("\nWARN \tat ");
    }

    @Test
    void keepsWhatOthersWroteOnOneLine() {
        logger(Map.of()).info("Command {} received", "x\nERROR forged\u0007");

        assertThat(text()).isEqualTo("INFO Command x ERROR forged  received\n");
    }

    private Logger logger(Map<String, String> environment) {
        AgentLogProvider provider =
                new AgentLogProvider(environment, new PrintStream(out, true, StandardCharsets.UTF_8));
        provider.initialize();
        return provider.getLoggerFactory().getLogger("any");
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
