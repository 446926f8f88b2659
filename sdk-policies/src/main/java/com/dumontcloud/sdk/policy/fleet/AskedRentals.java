package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.fleet.FleetStore.Marked;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which rentals the provider was asked for a moment ago. It is written down before each, so that a process that is asked for the same
 * one again, after the one that asked had died, waits until the machine would show. Not thread-safe.
 */
final class AskedRentals {

    private static final String NAME = "asked rentals";

    /** Longer than any provider takes to show a machine. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final Map<String, Instant> askedAt = new LinkedHashMap<>();

    /** Goes on from what was written down. */
    AskedRentals(Map<String, String> marks) {
        for (String entry : marks.getOrDefault(NAME, "").split(" ", -1)) {
            int at = entry.indexOf('@');
            if (at > 0) {
                askedAt.put(entry.substring(0, at), Instant.parse(entry.substring(at + 1)));
            }
        }
    }

    /** Returns when the rental of this token was asked for, if that was lately. */
    Optional<Instant> at(String token) {
        return Optional.ofNullable(askedAt.get(token));
    }

    /** Takes one for asked, and returns what is to be written down before it is. */
    Marked ask(String token, Instant now) {
        askedAt.values().removeIf(at -> at.isBefore(now.minus(KEPT)));
        askedAt.put(token, now);
        return new Marked(
                NAME,
                askedAt.entrySet().stream()
                        .map(entry -> entry.getKey() + "@" + entry.getValue())
                        .collect(Collectors.joining(" ")));
    }
}
