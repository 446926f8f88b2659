package com.dumontcloud.sdk.agent.nvml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds a directory that JNA can unpack its native library to. JNA itself takes the user's cache or else the temporary directory,
 * and hardened machines let nothing run from there: they are mounted {@code noexec}.
 */
final class JnaDirectory {

    /** The property that tells JNA where to unpack to. */
    static final String PROPERTY = "jna.tmpdir";

    private static final List<String> SETTINGS =
            List.of(PROPERTY, "jna.boot.library.path", "jna.nounpack", "jna.nosys");

    private final HostSettings host;

    JnaDirectory(HostSettings host) {
        this.host = host;
    }

    /**
     * Returns a better directory than JNA's own choice; null if that is good, or the host program has told JNA what to do, or
     * there is no better one.
     */
    @Nullable
    Path better() {
        Path own = ownChoice();
        boolean told = SETTINGS.stream().anyMatch(host.properties()::containsKey);
        if (told || own == null || letsProgramsRun(own)) {
            return null;
        }
        return places().map(host::file)
                .filter(place -> place != null && Files.isDirectory(place) && Files.isWritable(place))
                .filter(this::letsProgramsRun)
                .findFirst()
                .orElse(null);
    }

    /** JNA makes a directory in the user's cache, and in the cache's place where there is none; if it may not, it takes the other. */
    private @Nullable Path ownChoice() {
        Path cache = host.file(cache());
        while (cache != null && !Files.exists(cache)) {
            cache = cache.getParent();
        }
        return cache != null && Files.isWritable(cache) ? cache : host.file(host.property("java.io.tmpdir"));
    }

    private String cache() {
        String cache = host.variable("XDG_CACHE_HOME");
        return cache.isBlank() ? host.property("user.home") + "/.cache" : cache;
    }

    /** What programs may write to on most machines, the most private first; systemd gives a service directories of its own. */
    private Stream<String> places() {
        return Stream.of(
                host.variable("STATE_DIRECTORY").replaceFirst(":.*", ""),
                host.variable("CACHE_DIRECTORY").replaceFirst(":.*", ""),
                cache(),
                host.variable("XDG_RUNTIME_DIR"),
                host.property("java.io.tmpdir"),
                "/dev/shm",
                "/run",
                "/var/tmp");
    }

    /** Where there is no list of mounts, nothing speaks against it. */
    private boolean letsProgramsRun(Path directory) {
        String place;
        List<String> mounts;
        try {
            place = "/" + host.root().toRealPath().relativize(directory.toRealPath());
            mounts = Files.readAllLines(host.root().resolve("proc/self/mounts"));
        } catch (IOException unknown) {
            return true;
        }
        String options = "";
        int longest = -1;
        for (String mount : mounts) {
            String[] fields = mount.split(" ", -1);
            String point = fields.length < 4 ? "" : fields[1].replace("\\040", " ");
            if (isWithin(place, point) && point.length() >= longest) { // a later mount hides an earlier one
                longest = point.length();
                options = fields[3];
            }
        }
        return !List.of(options.split(",", -1)).contains("noexec");
    }

    private static boolean isWithin(String place, String point) {
        return point.equals("/") || place.equals(point) || (!point.isEmpty() && place.startsWith(point + "/"));
    }
}
