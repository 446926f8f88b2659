package com.dumontcloud.sdk.agent.nvml;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where this program was told to look for things: its settings, and the root of their paths.
 *
 * @param root where absolute paths begin; {@code /} but for tests
 * @param environment the environment variables
 * @param properties the system properties
 */
record HostSettings(Path root, Map<String, String> environment, Map<String, String> properties) {

    /** Copies both maps. */
    HostSettings {
        environment = Map.copyOf(environment);
        properties = Map.copyOf(properties);
    }

    /** Returns the settings of this program as they are now. */
    static HostSettings now() {
        Map<String, String> properties = new HashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            properties.put(name, System.getProperty(name, ""));
        }
        return new HostSettings(Path.of("/"), System.getenv(), properties);
    }

    /** Returns a file by its absolute path; null where the text is no such path. */
    @Nullable
    Path file(@Nullable String absolute) {
        if (absolute == null || !absolute.startsWith("/")) {
            return null;
        }
        try {
            int begin = 0;
            while (begin < absolute.length() && absolute.charAt(begin) == '/') {
                begin++;
            }
            return root.resolve(absolute.substring(begin));
        } catch (InvalidPathException notAPath) {
            return null;
        }
    }

    /** Returns the value of an environment variable, an empty one where it is not set. */
    String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    /** Returns the value of a system property, an empty one where it is not set. */
    String property(String name) {
        return properties.getOrDefault(name, "");
    }
}
