package com.dumontcloud.sdk.policy.endpoint;

import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads JSON into maps, lists and values, for tests that look at replies as a stranger would. */
final class Json {

    private Json() {}

    static Object read(String text) {
        try {
            return new Moshi.Builder().build().adapter(Object.class).fromJson(text);
        } catch (IOException broken) {
            throw new UncheckedIOException("not JSON: " + text, broken);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String text) {
        return (Map<String, Object>) read(text);
    }

    /** Returns the value at a path such as {@code instances.0.status}; null where there is none. */
    static Object at(Object root, String path) {
        Object value = root;
        for (String step : path.split("\\.")) {
            if (value instanceof List<?> list) {
                int index = Integer.parseInt(step);
                value = index < list.size() ? list.get(index) : null;
            } else if (value instanceof Map<?, ?> map) {
                value = map.get(step);
            } else {
                return null;
            }
        }
        return value;
    }

    /** Returns keys, types and nesting without the values; of a list, the shapes that its elements have. */
    static Object shape(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> shapes = new TreeMap<>();
            map.forEach((name, member) -> shapes.put((String) name, shape(member)));
            return shapes;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Json::shape).distinct().toList();
        }
        return value == null ? "null" : value.getClass().getSimpleName();
    }
}
