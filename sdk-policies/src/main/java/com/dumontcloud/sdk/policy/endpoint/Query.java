package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parameters of a URL, asked by name. Of one that is there twice the first counts; unknown ones are ignored. Immutable. */
final class Query {

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    static Query of(@Nullable String rawQuery) {
        Map<String, String> values = new HashMap<>();
        for (String pair : rawQuery == null ? new String[0] : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            values.putIfAbsent(RawPath.decode(name, true), RawPath.decode(value, true));
        }
        return new Query(values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    @Nullable
    String text(String name) {
        return values.get(name);
    }

    /** Refuses a parameter that asks for something else than what is answered without it, rather than to pass it over. */
    void allowOnly(String name, String only, String why) {
        String text = values.get(name);
        if (text != null && !text.equals(only)) {
            throw ApiFailure.of(
                    Problem.OUT_OF_RANGE,
                    name,
                    "parameter " + name + " is \"" + text + "\"; it must be " + only + ", or absent: " + why);
        }
    }

    int whole(String name, int absent, int least, int most) {
        String text = values.get(name);
        if (text == null) {
            return absent;
        }
        if (!WHOLE.matcher(text).matches()) {
            throw ApiFailure.of(Problem.MALFORMED, name, "parameter " + name + " must be a whole number");
        }
        long value = Long.parseLong(text);
        if (value < least || value > most) {
            throw ApiFailure.of(
                    Problem.OUT_OF_RANGE,
                    name,
                    "parameter " + name + " is " + value + "; it must be " + least + " to " + most);
        }
        return (int) value;
    }
}
