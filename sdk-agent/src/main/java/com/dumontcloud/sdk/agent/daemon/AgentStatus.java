package com.dumontcloud.sdk.agent.daemon;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a running agent says of itself. Immutable.
 *
 * @param agent which process it is
 * @param version the agent's version
 * @param machine the machine it reports
 * @param apiUrl whom it reports to
 * @param startedAt when it began
 * @param attemptedAt when it last sent a heartbeat, accepted or not
 * @param acceptedAt when a heartbeat was last accepted
 * @param failuresInARow how many heartbeats have failed since then
 * @param failure why the last one failed, if it did
 * @param interval how often it reports
 * @param hibernateAt when the machine is to be hibernated, if that was announced
 * @param gpus the GPUs in the last accepted heartbeat, for people
 */
record AgentStatus(
        AgentPid agent,
        String version,
        String machine,
        String apiUrl,
        Instant startedAt,
        @Nullable Instant attemptedAt,
        @Nullable Instant acceptedAt,
        int failuresInARow,
        @Nullable String failure,
        Duration interval,
        @Nullable Instant hibernateAt,
        @Nullable String gpus) {

    /** A heartbeat this many intervals old counts as late; so it does for the engine. */
    private static final double LATE_INTERVALS = 2.5;

    private static final Duration ON_ITS_WAY = Duration.ofSeconds(20);

    /** Returns whether heartbeats arrive. */
    boolean isHealthy(Instant now) {
        if (acceptedAt == null || failuresInARow > 0) {
            return false;
        }
        Duration late =
                Duration.ofMillis((long) (interval.toMillis() * LATE_INTERVALS)).plus(ON_ITS_WAY);
        return Duration.between(acceptedAt, now).compareTo(late) < 0;
    }

    /**
     * Returns lines of {@code key=value}, in this order, without what is absent. Moments are milliseconds since 1970: what
     * formats them for people would be half a megabyte that the agent needs for nothing else.
     */
    String text() {
        StringBuilder text = new StringBuilder();
        facts().forEach((key, value) -> {
            if (value != null) {
                text.append(key)
                        .append('=')
                        .append(oneLine(String.valueOf(
                                value instanceof Instant moment ? Long.valueOf(moment.toEpochMilli()) : value)))
                        .append('\n');
            }
        });
        return text.toString();
    }

    Map<String, @Nullable Object> facts() {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("pid", agent.pid());
        facts.put("process_started", agent.started());
        facts.put("version", version);
        facts.put("instance_id", machine);
        facts.put("api_url", apiUrl);
        facts.put("started_at", startedAt);
        facts.put("attempted_at", attemptedAt);
        facts.put("accepted_at", acceptedAt);
        facts.put("failures_in_a_row", failuresInARow);
        facts.put("failure", failure);
        facts.put("interval_seconds", interval.toSeconds());
        facts.put("hibernate_at", hibernateAt);
        facts.put("gpus", gpus);
        return facts;
    }

    /**
     * Returns what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it is not that
     */
    static AgentStatus parse(String text) {
        Map<String, String> facts = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                facts.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        try {
            return new AgentStatus(
                    new AgentPid(Long.parseLong(given(facts, "pid")), facts.get("process_started")),
                    given(facts, "version"),
                    given(facts, "instance_id"),
                    given(facts, "api_url"),
                    Instant.ofEpochMilli(Long.parseLong(given(facts, "started_at"))),
                    instant(facts.get("attempted_at")),
                    instant(facts.get("accepted_at")),
                    Integer.parseInt(given(facts, "failures_in_a_row")),
                    facts.get("failure"),
                    Duration.ofSeconds(Long.parseLong(given(facts, "interval_seconds"))),
                    instant(facts.get("hibernate_at")),
                    facts.get("gpus"));
        } catch (DateTimeException | ArithmeticException wrong) {
            throw new IllegalArgumentException("not the status of an agent", wrong);
        }
    }

    private static String given(Map<String, String> facts, String key) {
        String value = facts.get(key);
        if (value == null) {
            throw new IllegalArgumentException("not the status of an agent: no " + key);
        }
        return value;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.ofEpochMilli(Long.parseLong(text));
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return line.toString();
    }
}
