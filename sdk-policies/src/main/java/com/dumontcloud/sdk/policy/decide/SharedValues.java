package com.dumontcloud.sdk.policy.decide;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Values that were read, by what was read, so that of many that say the same there is one. Not thread-safe. */
final class SharedValues {

    /** Whatever has more different values is not alike. */
    private static final int MOST = 1000;

    private final Map<Form<?>, Map<String, Object>> known = new HashMap<>();

    /** Returns what this text says in this form, which is read if it was not before. */
    @SuppressWarnings("unchecked")
    <T> T of(Form<T> form, String text, Supplier<T> read) {
        Map<String, Object> texts = known.computeIfAbsent(form, any -> new HashMap<>());
        T value = (T) texts.get(text);
        if (value == null) {
            value = read.get();
            if (texts.size() < MOST) {
                texts.put(text, value);
            }
        }
        return value;
    }
}
