package com.dumontcloud.sdk.core.model;

import java.time.Duration;
import java.util.Optional;

/** How far back a series of a machine's metrics goes. */
public enum MetricPeriod {
    /** The last hour. */
    HOUR("1h", Duration.ofHours(1)),
    /** The last 24 hours. */
    DAY("24h", Duration.ofDays(1)),
    /** The last 7 days. */
    WEEK("7d", Duration.ofDays(7)),
    /** The last 30 days. */
    MONTH("30d", Duration.ofDays(30));

    private final String text;
    private final Duration length;

    MetricPeriod(String text, Duration length) {
        this.text = text;
        this.length = length;
    }

    /** Returns the period with this word, where there is one. */
    public static Optional<MetricPeriod> from(String text) {
        for (MetricPeriod period : values()) {
            if (period.text.equals(text)) {
                return Optional.of(period);
            }
        }
        return Optional.empty();
    }

    /** Returns the word used on the wire, for example {@code 24h}. */
    public String text() {
        return text;
    }

    /** Returns how long it is. */
    public Duration length() {
        return length;
    }
}
