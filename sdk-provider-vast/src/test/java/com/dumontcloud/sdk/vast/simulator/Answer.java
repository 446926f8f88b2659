package com.dumontcloud.sdk.vast.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes back.
 *
 * @param status of HTTP
 * @param body mostly JSON; empty for none
 */
record Answer(int status, String body) {

    /** That it is accepted. */
    static final Answer DONE = new Answer(200, "{\"success\":true}");

    /** Nothing yet. */
    static final Answer NONE = new Answer(0, "");

    /** Returns an accepting answer with these fields. */
    static Answer of(Map<String, ? extends @Nullable Object> fields) {
        return new Answer(200, Json.of(fields));
    }

    /** Returns an accepting answer with one field besides. */
    static Answer done(String name, @Nullable Object value) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("success", true);
        fields.put(name, value);
        return of(fields);
    }

    static Answer refused(int status, String error, String message) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("success", false);
        fields.put("error", error);
        fields.put("msg", message);
        return new Answer(status, Json.of(fields));
    }

    static Answer noSuchInstance() {
        return refused(404, "no_such_instance", "No such instance.");
    }

    static Answer invalid(String message) {
        return refused(400, "invalid_args", message);
    }
}
