package com.dumontcloud.sdk.policy.endpoint;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Writes a page in the Prometheus text format 0.0.4. Not thread-safe. */
final class PrometheusText {

    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder page = new StringBuilder(4096);
    private String family = "";

    /** Begins a counter: it only grows, and its name ends in {@code _total}. */
    PrometheusText counter(String name, String help) {
        return begin(name, "counter", help);
    }

    /** Begins a gauge: it says how things stand. */
    PrometheusText gauge(String name, String help) {
        return begin(name, "gauge", help);
    }

    /** Adds a value of the metric begun last; an absent one, or one that is no number, is left out. */
    PrometheusText sample(@Nullable Number value, String... labelsAndValues) {
        if (value == null || (value instanceof Double && !Double.isFinite(value.doubleValue()))) {
            return this;
        }
        page.append(family);
        for (int i = 0; i < labelsAndValues.length; i += 2) {
            page.append(i == 0 ? '{' : ',').append(labelsAndValues[i]).append("=\"");
            page.append(escaped(labelsAndValues[i + 1]).replace("\"", "\\\"")).append('"');
        }
        page.append(labelsAndValues.length == 0 ? " " : "} ");
        page.append(value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString());
        page.append('\n');
        return this;
    }

    byte[] toBytes() {
        return Tokens.utf8(page.toString());
    }

    private PrometheusText begin(String name, String type, String help) {
        family = name;
        page.append("# HELP ").append(name).append(' ').append(escaped(help)).append('\n');
        page.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }
}
