package com.dumontcloud.sdk.policy;

import com.dumontcloud.sdk.core.model.HourlyRate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a machine that broke down, or that its provider took away, is replaced by another one that is rented for it, and what
 * that may cost. Immutable.
 *
 * <p>Whoever enables it lets the engine spend money, and lets it give back a replacement that never came to run: nothing is on it.
 *
 * @param enabled whether it is replaced at all
 * @param after how long it must have been broken, 0 to 24 h of observed time: what heals by itself sooner is not replaced
 * @param regions where the replacement may be, the most wanted first, as the provider spells them; empty for anywhere
 * @param maxRate what a running hour of the replacement may cost at most; absent for what an hour of the machine itself costs
 */
public record Failover(
        boolean enabled,
        Duration after,
        List<String> regions,
        @Nullable HourlyRate maxRate) {

    private static final Duration LONGEST_AFTER = Duration.ofHours(24);

    /** Nothing is replaced: the default. */
    public static final Failover OFF = new Failover(false, Duration.ofMinutes(2), List.of(), null);

    /** How often a replacement is tried for one breakdown; then people are told, and it is theirs. */
    public static final int MOST_TRIES = 3;

    /** Checks the time and copies the regions. */
    public Failover {
        Objects.requireNonNull(after, "after");
        regions = List.copyOf(regions);
        if (after.isNegative() || after.compareTo(LONGEST_AFTER) > 0) {
            throw new IllegalArgumentException("after is " + after + "; it must be 0 to " + LONGEST_AFTER);
        }
    }

    /** Returns a failover after two minutes, to anywhere, at no more than the machine itself costs. */
    public static Failover on() {
        return new Failover(true, OFF.after, OFF.regions, null);
    }

    /** Returns the same for a replacement that may cost this much, whatever the machine itself costs. */
    public Failover upTo(HourlyRate rate) {
        return new Failover(enabled, after, regions, Objects.requireNonNull(rate, "rate"));
    }

    /** Returns the same to these regions only, the most wanted first. */
    public Failover to(String... wanted) {
        return new Failover(enabled, after, List.of(wanted), maxRate);
    }

    /** Returns the same once it has been broken for so long. */
    public Failover after(Duration length) {
        return new Failover(enabled, length, regions, maxRate);
    }
}
