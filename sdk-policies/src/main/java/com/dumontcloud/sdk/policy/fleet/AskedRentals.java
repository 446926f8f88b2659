package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.fleet.FleetStore.Marked;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which rentals the provider was asked for a moment ago, and did not refuse. It is written down before each, so that a process that is
 * asked for the same one again, after the one that asked had died, waits until the machine would show. Thread-safe; a change waits for
 * the store, one at a time, so that none is written over by one that knew less.
 *
 * <p>With each goes the hash of the token that its machine's agent brings, which becomes the machine's as soon as that shows.
 */
final class AskedRentals {

    private static final String NAME = "asked rentals";

    /** Longer than any provider takes to show a machine. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final Scribe scribe;
    /** Replaced as a whole, so that whoever looks at it waits for nobody. */
    private volatile Map<String, Asked> asked;

    /** Goes on from what was written down. */
    AskedRentals(Scribe scribe, Map<String, String> marks) {
        this.scribe = scribe;
        Map<String, Asked> known = new LinkedHashMap<>();
        for (String entry : marks.getOrDefault(NAME, "").split(" ", -1)) {
            String[] words = entry.split("@", -1);
            if (words.length > 1) {
                known.put(words[0], new Asked(Instant.parse(words[1]), words.length > 2 ? words[2] : null));
            }
        }
        this.asked = known;
    }

    /** Returns when the rental of this token was asked for, if that was lately. */
    Optional<Instant> at(String token) {
        return Optional.ofNullable(asked.get(token)).map(Asked::at);
    }

    /** Returns which they are. */
    Set<String> tokens() {
        return Set.copyOf(asked.keySet());
    }

    /** Returns the hash of the token that the agent of this rental's machine brings, if it brings one. */
    Optional<String> agentHash(String token) {
        return Optional.ofNullable(asked.get(token)).map(Asked::agentHash);
    }

    /** Writes down that one is about to be asked for, or throws what keeps the store from it: then it must not be. */
    synchronized void ask(String token, Instant now, @Nullable String agentHash) {
        Map<String, Asked> all = new LinkedHashMap<>(asked);
        all.values().removeIf(before -> before.at().isBefore(now.minus(KEPT)));
        all.put(token, new Asked(now, agentHash));
        scribe.write(List.of(mark(all)));
        asked = all;
    }

    /** Forgets one that was refused. Where the store does not take that, a process after this one waits in vain, and rents then. */
    synchronized void forget(String token) {
        Map<String, Asked> others = new LinkedHashMap<>(asked);
        others.remove(token);
        asked = others;
        scribe.tryToWrite(List.of(mark(others)));
    }

    private static Marked mark(Map<String, Asked> asked) {
        return new Marked(
                NAME,
                asked.entrySet().stream()
                        .map(entry -> entry.getKey() + "@" + entry.getValue().text())
                        .collect(Collectors.joining(" ")));
    }

    private record Asked(Instant at, @Nullable String agentHash) {

        String text() {
            return agentHash == null ? at.toString() : at + "@" + agentHash;
        }
    }
}
