package com.dumontcloud.sdk.agent.internal.proc;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One control group and, as far as they can be seen, those above it: what it may use is the least that any of them may.
 * Immutable.
 *
 * @param version 1 or 2, of the interface its files have
 * @param directories where its files are, below {@code /}, and then those of the groups above; empty where they are out of sight
 * @param wholeMachine whether it is the root of all groups, which has no limits and what everything uses
 */
record ControlGroup(int version, List<String> directories, boolean wholeMachine) {

    ControlGroup {
        directories = List.copyOf(directories);
    }

    /** Returns the text of one of its files. */
    @Nullable
    String text(SmallFiles files, String name) {
        return directories.isEmpty() ? null : files.read(directories.get(0) + "/" + name);
    }

    /** Returns the whole number that one of its files holds. */
    @Nullable
    Long number(SmallFiles files, String name) {
        String text = text(files, name);
        return text == null ? null : ProcText.number(text);
    }

    /** Returns the number behind a key in one of its files. */
    @Nullable
    Long keyed(SmallFiles files, String name, String key) {
        String text = text(files, name);
        return text == null ? null : ProcText.keyed(text, key);
    }

    /** Returns the least that it and the groups above give, by their directories; absent where none gives anything. */
    @Nullable
    Double least(Function<String, @Nullable Double> limit) {
        Double least = null;
        for (String directory : directories) {
            Double one = limit.apply(directory);
            if (one != null && (least == null || one < least)) {
                least = one;
            }
        }
        return least;
    }
}
