package com.dumontcloud.sdk.vast.simulator;

import java.util.Collection;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Writes JSON: maps, lists, texts, numbers, booleans and nulls. */
final class Json {

    private Json() {}

    static String of(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value);
        }
        if (value instanceof Map<?, ?> object) {
            StringJoiner fields = new StringJoiner(",", "{", "}");
            object.forEach((name, field) -> fields.add(text(String.valueOf(name)) + ":" + of(field)));
            return fields.toString();
        }
        if (value instanceof Collection<?> list) {
            StringJoiner elements = new StringJoiner(",", "[", "]");
            list.forEach(element -> elements.add(of(element)));
            return elements.toString();
        }
        return text(value.toString());
    }

    private static String text(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
