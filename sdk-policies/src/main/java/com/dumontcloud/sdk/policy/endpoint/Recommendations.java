package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.advisor.Advice.Choice;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Remembers what was recommended for half an hour, in memory only: prices are older than that soon enough. Thread-safe. */
final class Recommendations {

    private static final Duration KEPT = Duration.ofMinutes(30);

    /** Beyond this the oldest are forgotten sooner. */
    private static final int MOST = 10_000;

    private static final int ID_BYTES = 12;

    private final TimeSource time;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    Recommendations(TimeSource time) {
        this.time = time;
    }

    /** Remembers a choice, and returns what it is accepted by. */
    String keep(Choice choice) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        synchronized (kept) {
            forgetOld();
            if (kept.size() >= MOST) {
                kept.remove(kept.keySet().iterator().next());
            }
            kept.put(id, new Kept(choice, time.mono(), null));
        }
        return id;
    }

    /**
     * Returns what is accepted by this, for the name under which that is done first.
     *
     * @throws ApiFailure 404 if nothing is remembered, 409 if it was accepted under another name
     */
    Choice accept(String id, String name) {
        synchronized (kept) {
            forgetOld();
            Kept one = kept.get(id);
            if (one == null) {
                throw ApiFailure.of(
                        404,
                        "unknown_recommendation",
                        "no such recommendation is remembered; they are for half an hour, so ask again");
            }
            if (!name.equals(Objects.requireNonNullElse(one.acceptedAs(), name))) {
                throw ApiFailure.of(
                        409,
                        "state_conflict",
                        "this recommendation was accepted under the name \"" + one.acceptedAs()
                                + "\", which names one machine; ask again for another");
            }
            kept.put(id, new Kept(one.choice(), one.atNanos(), name));
            return one.choice();
        }
    }

    private void forgetOld() {
        long now = time.mono();
        kept.values().removeIf(one -> now - one.atNanos() >= KEPT.toNanos());
    }

    private record Kept(
            Choice choice, long atNanos, @Nullable String acceptedAs) {}
}
