package com.dumontcloud.samples.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the token that opens {@code /metrics} and nothing else. It never stands on a command line, where every process sees it. */
final class MetricsToken {

    /** The environment variable that brings one. */
    static final String VARIABLE = "DUMONT_METRICS_TOKEN";

    private MetricsToken() {}

    /**
     * Returns what opens the page: the token of the file, else that of the environment, else, where other machines can connect, people's
     * own. Empty where it is open to everybody on this machine.
     *
     * @throws IllegalArgumentException if the file is empty or cannot be read
     */
    static Optional<String> of(Plane.Settings settings, Map<String, String> environment, UserToken people) {
        return given(settings.metricsTokenFile(), environment)
                .or(() -> settings.address().isReachable() ? Optional.of(people.value()) : Optional.empty());
    }

    private static Optional<String> given(@Nullable Path file, Map<String, String> environment) {
        if (file == null) {
            return Optional.ofNullable(environment.get(VARIABLE))
                    .map(String::strip)
                    .filter(token -> !token.isEmpty());
        }
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new IllegalArgumentException(file + " is empty; it is to hold the token for /metrics");
            }
            return Optional.of(token);
        } catch (IOException failure) {
            throw new IllegalArgumentException("the token for /metrics cannot be read: " + failure, failure);
        }
    }
}
