package com.dumontcloud.sdk.agent.internal.record;

import com.dumontcloud.sdk.core.model.MachineId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the reporters of a machine keep what must outlive their process. */
public final class StateFolder {

    /** File systems allow 255 bytes in a name. */
    private static final int LONGEST_NAME = 200;

    private static final int KEPT_OF_A_LONG_NAME = 120;

    private StateFolder() {}

    /**
     * Returns the directory that an environment asks for: {@code DUMONT_STATE_DIR}, else the first of systemd's
     * {@code STATE_DIRECTORY}, else {@code dumont} under {@code XDG_STATE_HOME} or under {@code .local/state} at home.
     *
     * @param home the user's home; absent where there is none
     * @return absent where nothing names a directory
     * @throws java.nio.file.InvalidPathException if what is named cannot be a path
     */
    public static @Nullable Path base(Map<String, String> environment, @Nullable String home) {
        String own = value(environment, "DUMONT_STATE_DIR");
        if (own != null) {
            return Path.of(own).toAbsolutePath();
        }
        String systemd = value(environment, "STATE_DIRECTORY");
        if (systemd != null) {
            return Path.of(systemd.split(":", 2)[0]).toAbsolutePath();
        }
        String xdg = value(environment, "XDG_STATE_HOME");
        if (xdg != null && Path.of(xdg).isAbsolute()) { // its specification has us ignore any other
            return Path.of(xdg, "dumont");
        }
        boolean homeless = home == null || home.isBlank() || home.equals("?");
        return homeless ? null : Path.of(Objects.requireNonNull(home), ".local", "state", "dumont");
    }

    /** Returns a reporter's own folder, so that no two share a file. */
    public static Path of(Path base, MachineId machine, String reporterId) {
        return base.resolve(name(machine.value())).resolve(name(reporterId));
    }

    /** Both names are open text: whatever is no plain character of a file's name is spelt out. */
    private static String name(String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A");
        if (encoded.chars().allMatch(c -> c == '.')) {
            encoded = encoded.replace(".", "%2E");
        }
        if (encoded.length() <= LONGEST_NAME) {
            return encoded;
        }
        UUID digest = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
        return encoded.substring(0, KEPT_OF_A_LONG_NAME) + "-" + digest;
    }

    private static @Nullable String value(Map<String, String> environment, String name) {
        String text = environment.get(name);
        return text == null || text.isBlank() ? null : text.trim();
    }
}
