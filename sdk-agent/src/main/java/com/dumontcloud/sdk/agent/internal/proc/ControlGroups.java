package com.dumontcloud.sdk.agent.internal.proc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the control group of the machine or the container that this program runs in.
 *
 * <p>That is seldom the program's own: the group of a service has limits that are not the machine's. It is the innermost one
 * that holds both this program and process 1, from which everything here descends: on a plain machine the root of all groups,
 * in a container the container's own, however much of the hierarchy can be seen there and whatever groups there are within.
 * Where process 1 is hidden it is the outermost group in sight. Immutable.
 */
final class ControlGroups {

    /** What version 2 has in place of a controller's name. */
    private static final String UNIFIED = "";

    private final SmallFiles files;
    private final List<Mount> mounts;
    private final Map<String, String> own;
    private final Map<String, String> first;

    /** Reads where this program is and what it can see. */
    ControlGroups(SmallFiles files) {
        this.files = files;
        this.mounts = mounts(text("proc/self/mountinfo"));
        this.own = paths(text("proc/self/cgroup"));
        this.first = paths(text("proc/1/cgroup"));
    }

    /** Where a hierarchy of groups can be seen, and which group of it is at the top there. */
    private record Mount(String root, String directory, List<String> controllers) {}

    /**
     * Returns the group that accounts for a resource; absent where none can be seen.
     *
     * @param controller by its name in version 1, such as {@code blkio}
     */
    @Nullable
    ControlGroup of(String controller) {
        String name = own.containsKey(controller) ? controller : UNIFIED;
        String path = own.get(name);
        Mount last = null; // a later mount hides an earlier one
        for (Mount mount : mounts) {
            last = mount.controllers.contains(name) ? mount : last;
        }
        if (path == null || last == null) {
            return null;
        }
        String shared = innermostShared(path, first.getOrDefault(name, "/"));
        return group(last, shared, name.equals(UNIFIED) ? 2 : 1);
    }

    private @Nullable ControlGroup group(Mount mount, String path, int version) {
        if (mount.root.startsWith("/..")) { // seen from outside of this container, whose place there is not known
            return new ControlGroup(version, List.of(), false);
        }
        List<String> directories = new ArrayList<>();
        String below = below(mount.root, path);
        while (!below.isEmpty()) {
            directories.add(mount.directory + below);
            below = below.substring(0, below.lastIndexOf('/'));
        }
        directories.add(mount.directory);
        return new ControlGroup(version, directories, isRootOfAll(directories.get(0), version));
    }

    /** Version 1 has the file of the release agent in the root only, version 2 the file of events in all but the root. */
    private boolean isRootOfAll(String directory, int version) {
        return version == 1
                ? files.read(directory + "/release_agent") != null
                : files.read(directory + "/cgroup.events") == null;
    }

    /** Returns the path below a mount's root, without it; empty where it is not below, and the root is all that is in sight. */
    private static String below(String root, String path) {
        String top = root.equals("/") ? "" : root;
        return path.startsWith(top + "/") && !path.equals("/") ? path.substring(top.length()) : "";
    }

    private static String innermostShared(String one, String other) {
        StringBuilder shared = new StringBuilder();
        String[] parts = one.split("/", -1);
        String[] others = other.split("/", -1);
        for (int i = 1; i < Math.min(parts.length, others.length) && parts[i].equals(others[i]); i++) {
            shared.append('/').append(parts[i]);
        }
        return shared.length() == 0 || one.startsWith("/..") || other.startsWith("/..") ? "/" : shared.toString();
    }

    /** Parses lines such as {@code 4:cpu,cpuacct:/docker/c0ffee}, as cgroups(7) describes them. */
    private static Map<String, String> paths(String cgroup) {
        Map<String, String> paths = new HashMap<>();
        for (String line : cgroup.split("\n", -1)) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3) {
                for (String controller : parts[1].split(",", -1)) {
                    paths.put(controller, parts[2]);
                }
            }
        }
        return paths;
    }

    /** Parses the lines of hierarchies, as proc_pid_mountinfo(5) describes them. */
    private static List<Mount> mounts(String mountinfo) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : mountinfo.split("\n", -1)) {
            List<String> words = Arrays.asList(line.split(" ", -1));
            int type = words.indexOf("-") + 1;
            if (type < 7 || words.size() < type + 3) {
                continue;
            }
            String directory = words.get(4).substring(1);
            if (words.get(type).equals("cgroup2")) {
                mounts.add(new Mount(words.get(3), directory, List.of(UNIFIED)));
            } else if (words.get(type).equals("cgroup")) {
                List<String> options = Arrays.asList(words.get(type + 2).split(",", -1));
                mounts.add(new Mount(words.get(3), directory, options));
            }
        }
        return mounts;
    }

    private String text(String file) {
        String text = files.read(file);
        return text == null ? "" : text;
    }
}
