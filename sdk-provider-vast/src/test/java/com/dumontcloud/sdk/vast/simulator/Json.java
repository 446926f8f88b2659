package com.dumontcloud.sdk.vast.simulator;

import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Writes rows. */
final class Json {

    private Json() {}

    static String object(Map<String, @Nullable Object> fields) {
        StringJoiner object = new StringJoiner(",", "{", "}");
        fields.forEach((name, value) -> object.add("\"" + name + "\":" + value(value)));
        return object.toString();
    }

    private static String value(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value);
        }
        String text = value.toString()
                .replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        return "\"" + text + "\"";
    }
}
