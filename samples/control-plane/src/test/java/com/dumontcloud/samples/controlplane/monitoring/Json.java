package com.dumontcloud.samples.controlplane.monitoring;

import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** JSON as maps, lists and values. */
final class Json {

    private Json() {}

    static Map<String, Object> read(String text) {
        try {
            return object(new Moshi.Builder().build().adapter(Object.class).fromJson(text));
        } catch (IOException broken) {
            throw new UncheckedIOException("not JSON: " + text, broken);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    /** Returns the objects in a list; none where there is no list. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(Object list) {
        return list == null ? List.of() : (List<Map<String, Object>>) list;
    }
}
