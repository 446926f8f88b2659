package com.dumontcloud.sdk.core.model;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of one machine sets for it. As an answer, all that holds; as a change, what is to be set, and whatever is absent
 * stays as it is. Words are kept as they come: the control plane judges them. Immutable.
 *
 * @param failover whether it is replaced when it breaks down
 * @param autoSnapshot whether copies of it are taken by the clock; absent in an answer where the control plane takes none
 * @param hibernation when it is parked
 */
public record MachineSettings(
        @Nullable Failover failover,
        @Nullable AutoSnapshot autoSnapshot,
        @Nullable Hibernation hibernation) {

    /** Returns a change of when it is parked, and of nothing else. */
    public static MachineSettings of(Hibernation hibernation) {
        return new MachineSettings(null, null, Objects.requireNonNull(hibernation, "hibernation"));
    }

    /** Returns a change of whether it is replaced, and of nothing else. */
    public static MachineSettings of(Failover failover) {
        return new MachineSettings(Objects.requireNonNull(failover, "failover"), null, null);
    }

    /**
     * Whether a machine that breaks down is replaced.
     *
     * @param enabled whether it is
     * @param strategy by what, such as {@code like_for_like}
     * @param regions where the replacement may be, the most wanted first; empty for anywhere
     */
    public record Failover(
            @Nullable Boolean enabled,
            @Nullable String strategy,
            @Nullable List<String> regions) {

        /** Copies the regions. */
        public Failover {
            regions = regions == null ? null : List.copyOf(regions);
        }
    }

    /**
     * Whether copies of a machine are taken by the clock.
     *
     * @param enabled whether they are
     * @param everyHours how often
     * @param retentionDays how long each is kept
     * @param notifies whether its owner is told of each
     */
    public record AutoSnapshot(
            @Nullable Boolean enabled,
            @Nullable Integer everyHours,
            @Nullable Integer retentionDays,
            @Nullable Boolean notifies) {}

    /**
     * When a machine is parked.
     *
     * @param enabled whether it is parked at all but by its owner; one that is not is only watched
     * @param idleMinutes after how many idle minutes, 5 to 60; absent in an answer where the price and the habits of the machine decide;
     *     {@link #AS_ASSIGNED} in a change that takes back what its owner set
     * @param activeHours when it is left alone, every week
     * @param exceptions until when it is left alone besides
     */
    public record Hibernation(
            @Nullable Boolean enabled,
            @Nullable Integer idleMinutes,
            @Nullable List<ActiveHours> activeHours,
            @Nullable List<Exemption> exceptions) {

        /** The idle minutes are those of the fleet's settings again; {@code null} in a document. */
        public static final int AS_ASSIGNED = -1;

        /** Copies the lists. */
        public Hibernation {
            activeHours = activeHours == null ? null : List.copyOf(activeHours);
            exceptions = exceptions == null ? null : List.copyOf(exceptions);
        }
    }

    /**
     * The same hours on some days of the week.
     *
     * @param days the days on which they begin: {@code mon} to {@code sun}
     * @param from when they begin, such as {@code 09:00}
     * @param to when they end, not included; on the following day where that is not later
     * @param zone whose clocks are meant, such as {@code America/Sao_Paulo}
     */
    public record ActiveHours(List<String> days, String from, String to, String zone) {

        /** Checks that nothing is missing and copies the days. */
        public ActiveHours {
            days = List.copyOf(days);
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
            Objects.requireNonNull(zone, "zone");
        }
    }

    /**
     * A time in which the machine is left alone.
     *
     * @param kind what it is left alone for; {@value #EXEMPT} is the one that there is
     * @param value the reason, for people
     * @param expiresAt when it ends
     */
    public record Exemption(String kind, String value, Instant expiresAt) {

        /** The engine leaves it alone altogether. */
        public static final String EXEMPT = "exempt";

        /** Checks that nothing is missing. */
        public Exemption {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(expiresAt, "expiresAt");
        }
    }
}
