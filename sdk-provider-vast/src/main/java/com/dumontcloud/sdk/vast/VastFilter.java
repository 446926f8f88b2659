package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One condition on a column of the offers. Immutable.
 *
 * @param column the column, such as {@code gpu_ram}; units are Vast's, here MB
 * @param operator how it is compared
 * @param values what with: numbers, texts or booleans; several for the two operators on lists
 */
public record VastFilter(String column, Operator operator, List<Object> values) {

    /** The disk to price with, which is the question and not of the offer. */
    private static final String ASKED_ONLY = "allocated_storage";

    /** Columns that are true or false; what a row shows of them in another way says nothing. */
    private static final Set<String> FLAGS = Set.of("external", "rentable", "rented", "datacenter");

    /** What is asked for by this is shown as {@link #VERIFICATION}, in a word. */
    private static final String VERIFIED = "verified";

    private static final String VERIFICATION = "verification";

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there are none, too many, or one is of another type
     */
    public VastFilter {
        Objects.requireNonNull(column, "column");
        values = List.copyOf(values);
        if (values.isEmpty() || (values.size() > 1 && !operator.takesList())) {
            throw new IllegalArgumentException(
                    column + " " + operator.word() + " is given " + values.size() + " values");
        }
        for (Object value : values) {
            if (!(value instanceof Number || value instanceof String || value instanceof Boolean)) {
                throw new IllegalArgumentException(column + " is compared with a "
                        + value.getClass().getSimpleName() + "; give a number, a text or a boolean");
            }
        }
    }

    /** Returns the condition as Vast reads it. */
    Map<String, Object> json() {
        return Map.of(operator.word(), operator.takesList() ? values : values.get(0));
    }

    /**
     * Returns whether an offer meets it, as far as its row tells. Vast does not always heed its own filters; a number that is
     * missing meets no bound, because what is not known may be anything. What is missing meets everything else: Vast leaves out
     * {@code external} and places of offers that are as they should be.
     */
    boolean accepts(JsonObject row) {
        if (ASKED_ONLY.equals(column)) {
            return true;
        }
        String shown = shown(row);
        if (shown == null) {
            return !operator.isBound();
        }
        List<Integer> orders = new ArrayList<>();
        for (Object value : values) {
            orders.add(compare(shown, value));
        }
        return operator.accepts(orders);
    }

    private @Nullable String shown(JsonObject row) {
        if (column.equals(VERIFIED)) {
            String word = row.has(VERIFICATION) ? scalar(row, VERIFICATION) : null;
            return word == null ? flag(row, VERIFIED) : Boolean.toString(word.equals(VERIFIED));
        }
        if (FLAGS.contains(column)) {
            return flag(row, column);
        }
        String name = column.equals("id") ? "ask_contract_id" : column.equals("reliability") ? "reliability2" : column;
        if (!row.has(name)) {
            return null;
        }
        String text = row.contains(name) ? scalar(row, name) : null;
        // Vast shows "California, US" and ", US", and filters by the country.
        return text == null || !column.equals("geolocation")
                ? text
                : text.substring(text.lastIndexOf(',') + 1).strip();
    }

    private static @Nullable String flag(JsonObject row, String name) {
        try {
            Boolean flag = row.flag(name);
            return flag == null ? null : flag.toString();
        } catch (DumontException anotherShape) {
            return null;
        }
    }

    private static @Nullable String scalar(JsonObject row, String name) {
        try {
            return row.text(name);
        } catch (DumontException notText) {
            Boolean flag = row.flag(name);
            return flag == null ? null : flag.toString();
        }
    }

    static int compare(String shown, Object value) {
        BigDecimal left = number(shown);
        BigDecimal right = number(value.toString());
        return left != null && right != null ? left.compareTo(right) : shown.compareTo(value.toString());
    }

    private static @Nullable BigDecimal number(String text) {
        return text.matches("-?\\d{1,30}(\\.\\d{1,30})?([eE][-+]?\\d{1,2})?") ? new BigDecimal(text) : null;
    }

    /** How a column is compared. */
    public enum Operator {
        /** Equal. */
        EQ,
        /** Not equal. */
        NEQ,
        /** Greater. */
        GT,
        /** Greater or equal. */
        GTE,
        /** Less. */
        LT,
        /** Less or equal. */
        LTE,
        /** One of the values. */
        IN,
        /** None of the values. */
        NOTIN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean takesList() {
            return this == IN || this == NOTIN;
        }

        boolean isBound() {
            return this == GT || this == GTE || this == LT || this == LTE;
        }

        private boolean accepts(List<Integer> orders) {
            int first = orders.get(0);
            return switch (this) {
                case EQ, IN -> orders.contains(0);
                case NEQ, NOTIN -> !orders.contains(0);
                case GT -> first > 0;
                case GTE -> first >= 0;
                case LT -> first < 0;
                case LTE -> first <= 0;
            };
        }
    }
}
