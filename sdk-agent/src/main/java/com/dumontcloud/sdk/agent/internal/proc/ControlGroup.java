package com.dumontcloud.sdk.agent.internal.proc;

import java.util.ArrayList;
import java.util.List;
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

    /** Returns one of its files, by its name in each version; absent where its files are out of sight. */
    @Nullable
    HeldFile hold(SmallFiles files, String version1, String version2) {
        return directories.isEmpty()
                ? null
                : files.hold(directories.get(0) + "/" + (version == 1 ? version1 : version2));
    }

    /** Returns such a file of it and of each group above. */
    List<HeldFile> holdAll(SmallFiles files, String version1, String version2) {
        List<HeldFile> all = new ArrayList<>();
        for (String directory : directories) {
            all.add(files.hold(directory + "/" + (version == 1 ? version1 : version2)));
        }
        return all;
    }
}
