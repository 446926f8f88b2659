package com.dumontcloud.sdk.core.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which of a machine's reporters speaks. One machine may have several: the installed agent, a JVM, its executors.
 *
 * <p>Immutable.
 *
 * @param id unique on the machine and stable across restarts
 * @param kind {@code agent} or {@code process}, or a word from a newer version
 * @param startId one run of this reporter; absent when it does not say
 */
public record ReporterRef(
        String id, @Nullable String kind, @Nullable String startId) {

    /** A reporter that does not name itself. */
    public static final ReporterRef AGENT = new ReporterRef("agent", null, null);

    /** Creates the reference. */
    public ReporterRef {
        Objects.requireNonNull(id, "id");
    }

    /** Returns the reference to one run of a reporter inside a working program. */
    public static ReporterRef process(String id, String startId) {
        return new ReporterRef(id, "process", startId);
    }

    /** Returns whether it does not name itself, and so goes by the name of {@link #AGENT}. */
    public boolean isUnnamed() {
        return kind == null && startId == null && id.equals(AGENT.id);
    }
}
