package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.MachineId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong with options, so that all of it is said at once. Not thread-safe. */
final class OptionProblems {

    private final List<String> problems = new ArrayList<>();

    List<String> all() {
        return problems;
    }

    void addAll(List<String> more) {
        problems.addAll(more);
    }

    void require(String name, @Nullable Object value, String instead) {
        if (value == null) {
            problems.add(name + " is missing (or " + instead + ")");
        }
    }

    /** Checks a name on the wire; one that is absent is fine. */
    void name(String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (value.isBlank() || value.length() > MachineId.MAX_LENGTH) {
            problems.add(name + " has " + value.length() + " characters; it must have 1 to " + MachineId.MAX_LENGTH
                    + " and not be blank");
        } else if (hasControl(value)) {
            problems.add(name + " has a control character");
        }
    }

    void range(String name, Duration value, Duration low, Duration high) {
        if (value.compareTo(low) < 0 || value.compareTo(high) > 0) {
            problems.add(name + " is " + value + "; it must be " + low + " to " + high);
        }
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
