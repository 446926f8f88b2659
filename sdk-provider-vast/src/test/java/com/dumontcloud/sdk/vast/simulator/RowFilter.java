package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Filters rows by conditions such as {@code {"num_gpus":{"gte":"2"}}}; numbers may come as texts. */
final class RowFilter {

    private static final Set<String> NO_COLUMNS =
            Set.of("type", "order", "limit", "allocated_storage", "disable_bundling", "client_id");

    private RowFilter() {}

    /**
     * Returns whether a row meets every condition.
     *
     * @throws IllegalArgumentException if a column or an operator is none
     */
    static boolean accepts(JsonObject conditions, Map<String, @Nullable Object> row) {
        boolean accepted = true;
        for (String column : conditions.names()) {
            if (!NO_COLUMNS.contains(column) && conditions.has(column)) {
                accepted &= accepts(column, Objects.requireNonNull(conditions.object(column)), row);
            }
        }
        return accepted;
    }

    private static boolean accepts(String column, JsonObject bounds, Map<String, @Nullable Object> row) {
        if (!row.containsKey(column)) {
            throw new IllegalArgumentException("unknown column " + column);
        }
        if (column.equals("id")) {
            return false; // As seen live: nothing is found by it.
        }
        String shown = shown(column, row);
        boolean accepted = true;
        for (String operator : bounds.names()) {
            accepted &= shown != null && accepts(operator, shown, bounds);
        }
        return accepted;
    }

    private static boolean accepts(String operator, String shown, JsonObject bounds) {
        List<String> wanted = operator.endsWith("in") ? bounds.texts(operator) : List.of(scalar(bounds, operator));
        List<Integer> orders =
                wanted.stream().map(value -> compare(shown, value)).toList();
        return switch (operator) {
            case "eq", "in" -> orders.contains(0);
            case "neq", "notin" -> !orders.contains(0);
            case "gt" -> orders.get(0) > 0;
            case "gte" -> orders.get(0) >= 0;
            case "lt" -> orders.get(0) < 0;
            case "lte" -> orders.get(0) <= 0;
            default -> throw new IllegalArgumentException("unknown operator " + operator);
        };
    }

    private static @Nullable String shown(String column, Map<String, @Nullable Object> row) {
        Object value = row.get(column);
        if (value == null) {
            return null;
        }
        String text = value.toString();
        return column.equals("geolocation")
                ? text.substring(text.lastIndexOf(',') + 1).strip()
                : text;
    }

    private static String scalar(JsonObject bounds, String operator) {
        try {
            return Objects.requireNonNullElse(bounds.text(operator), "");
        } catch (DumontException noText) {
            return String.valueOf(bounds.flag(operator));
        }
    }

    static int compare(String left, String right) {
        try {
            return new BigDecimal(left).compareTo(new BigDecimal(right));
        } catch (NumberFormatException text) {
            return left.compareTo(right);
        }
    }
}
