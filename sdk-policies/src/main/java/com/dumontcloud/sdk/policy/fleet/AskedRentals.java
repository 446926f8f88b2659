package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.fleet.FleetStore.Marked;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which rentals the provider was asked for a moment ago, and did not refuse. It is written down before each, so that a process that is
 * asked for the same one again, after the one that asked had died, waits until the machine would show. Thread-safe; a change waits for
 * the store, one at a time, so that none is written over by one that knew less.
 */
final class AskedRentals {

    private static final String NAME = "asked rentals";

    /** Longer than any provider takes to show a machine. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final Scribe scribe;
    private Map<String, Instant> askedAt = new LinkedHashMap<>();

    /** Goes on from what was written down. */
    AskedRentals(Scribe scribe, Map<String, String> marks) {
        this.scribe = scribe;
        for (String entry : marks.getOrDefault(NAME, "").split(" ", -1)) {
            int at = entry.indexOf('@');
            if (at > 0) {
                askedAt.put(entry.substring(0, at), Instant.parse(entry.substring(at + 1)));
            }
        }
    }

    /** Returns when the rental of this token was asked for, if that was lately. */
    synchronized Optional<Instant> at(String token) {
        return Optional.ofNullable(askedAt.get(token));
    }

    /** Writes down that one is about to be asked for, or throws what keeps the store from it: then it must not be. */
    synchronized void ask(String token, Instant now) {
        Map<String, Instant> all = new LinkedHashMap<>(askedAt);
        all.values().removeIf(at -> at.isBefore(now.minus(KEPT)));
        all.put(token, now);
        scribe.write(List.of(mark(all)));
        askedAt = all;
    }

    /** Forgets one that was refused. Where the store does not take that, a process after this one waits in vain, and rents then. */
    synchronized void forget(String token) {
        Map<String, Instant> others = new LinkedHashMap<>(askedAt);
        others.remove(token);
        askedAt = others;
        scribe.tryToWrite(List.of(mark(others)));
    }

    private static Marked mark(Map<String, Instant> askedAt) {
        return new Marked(
                NAME,
                askedAt.entrySet().stream()
                        .map(entry -> entry.getKey() + "@" + entry.getValue())
                        .collect(Collectors.joining(" ")));
    }
}
