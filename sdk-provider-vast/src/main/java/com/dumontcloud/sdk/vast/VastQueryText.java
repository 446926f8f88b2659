package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.vast.VastFilter.Operator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads conditions as Vast's own command line takes them. */
final class VastQueryText {

    private static final Pattern CONDITION = Pattern.compile(
            "\\s*([a-z_0-9]+)\\s*(==|=|!=|>=|<=|>|<|\\s(?:notin|nin|not in|in|neq|noteq|not eq|eq|gte|gt|lte|lt)\\s)"
                    + "\\s*(\\[[^\\]]*\\]|\"[^\"]*\"|\\S+)");
    private static final Map<String, Operator> OPERATORS = Map.ofEntries(
            Map.entry("=", Operator.EQ),
            Map.entry("==", Operator.EQ),
            Map.entry("eq", Operator.EQ),
            Map.entry("!=", Operator.NEQ),
            Map.entry("neq", Operator.NEQ),
            Map.entry("noteq", Operator.NEQ),
            Map.entry("not eq", Operator.NEQ),
            Map.entry(">", Operator.GT),
            Map.entry("gt", Operator.GT),
            Map.entry(">=", Operator.GTE),
            Map.entry("gte", Operator.GTE),
            Map.entry("<", Operator.LT),
            Map.entry("lt", Operator.LT),
            Map.entry("<=", Operator.LTE),
            Map.entry("lte", Operator.LTE),
            Map.entry("in", Operator.IN),
            Map.entry("notin", Operator.NOTIN),
            Map.entry("nin", Operator.NOTIN),
            Map.entry("not in", Operator.NOTIN));
    private static final Set<String> IN_GB = Set.of("gpu_ram", "gpu_total_ram", "cpu_ram");
    private static final BigDecimal MB_PER_GB = BigDecimal.valueOf(1000);

    private final String text;

    VastQueryText(String text) {
        this.text = text;
    }

    void into(VastOfferQuery.Builder builder) {
        Matcher conditions = CONDITION.matcher(text);
        int at = 0;
        while (at < text.length() && !text.substring(at).isBlank()) {
            conditions.region(at, text.length());
            if (!conditions.lookingAt()) {
                throw new IllegalArgumentException(
                        "the query cannot be read from \"" + text.substring(at).strip()
                                + "\" on; a condition is a column, one of = != > >= < <= in notin, and a value");
            }
            add(builder, conditions.group(1), conditions.group(2).strip(), conditions.group(3));
            at = conditions.end();
        }
    }

    private static void add(VastOfferQuery.Builder builder, String column, String operator, String value) {
        if (value.equals("any") || value.equals("*") || value.equals("[]")) {
            builder.anyOf(column);
            return;
        }
        Operator compared = OPERATORS.get(operator);
        if (compared == null) {
            throw new IllegalArgumentException("\"" + operator + "\" is no operator");
        }
        List<Object> values = new ArrayList<>();
        String bare = value.startsWith("[") ? value.substring(1, value.length() - 1) : value;
        for (String each : compared.takesList() ? bare.split(",") : new String[] {bare}) {
            values.add(value(column, each.strip().replace("\"", "")));
        }
        builder.where(column, compared, values.toArray());
    }

    private static Object value(String column, String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.valueOf(text);
        }
        if (text.matches("-?\\d{1,18}(\\.\\d{1,9})?")) {
            BigDecimal number = new BigDecimal(text);
            return IN_GB.contains(column) ? number.multiply(MB_PER_GB) : number;
        }
        return text.replace('_', ' ');
    }
}
