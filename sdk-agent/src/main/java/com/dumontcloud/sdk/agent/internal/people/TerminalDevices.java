package com.dumontcloud.sdk.agent.internal.people;

import com.dumontcloud.sdk.agent.internal.people.Terminal.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The devices of open pseudo-terminals in {@code /dev/pts}. */
final class TerminalDevices {

    private TerminalDevices() {}

    /** Returns what the kernel notes at each open terminal, by its number; absent where they cannot be seen. */
    static @Nullable Map<Integer, Times> list(Path directory) {
        String[] names = directory.toFile().list();
        if (names == null) {
            return null;
        }
        Map<Integer, Times> found = new HashMap<>();
        for (String name : names) {
            if (name.charAt(0) >= '0' && name.charAt(0) <= '9') { // not the one that makes new ones
                addTo(found, directory.resolve(name));
            }
        }
        return found;
    }

    private static void addTo(Map<Integer, Times> found, Path device) {
        try {
            int number = Integer.parseInt(device.getFileName().toString());
            found.put(number, times(device));
        } catch (IOException | NumberFormatException closedMeanwhile) {
            // then nobody is at it
        }
    }

    private static Times times(Path device) throws IOException {
        Map<String, Object> all = Files.readAttributes(device, "unix:ctime,lastAccessTime,lastModifiedTime");
        return new Times(time(all, "ctime"), time(all, "lastAccessTime"), time(all, "lastModifiedTime"));
    }

    private static Instant time(Map<String, Object> all, String name) {
        return ((FileTime) Objects.requireNonNull(all.get(name), name)).toInstant();
    }
}
