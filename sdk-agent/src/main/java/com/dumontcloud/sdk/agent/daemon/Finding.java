package com.dumontcloud.sdk.agent.daemon;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one check found. Immutable.
 *
 * @param check what was looked at
 * @param level how it is
 * @param text what was found
 * @param remedy what helps; absent when nothing has to be done
 */
record Finding(
        String check, Level level, String text, @Nullable String remedy) {

    static Finding ok(String check, String text) {
        return new Finding(check, Level.OK, text, null);
    }

    static Finding warn(String check, String text, @Nullable String remedy) {
        return new Finding(check, Level.WARN, text, remedy);
    }

    static Finding fail(String check, String text, @Nullable String remedy) {
        return new Finding(check, Level.FAIL, text, remedy);
    }

    Map<String, @Nullable Object> facts() {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("check", check);
        facts.put("level", level.word());
        facts.put("text", text);
        facts.put("remedy", remedy);
        return facts;
    }

    /** How it is. */
    enum Level {
        OK,
        WARN,
        FAIL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
