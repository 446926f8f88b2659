package com.dumontcloud.sdk.core.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What operators set for a whole fleet. As an answer, what holds; as a change, what is to be set, and whatever is absent stays as it is.
 * Words are kept as they come: the control plane judges them. Immutable.
 *
 * @param preset the settings that hold wherever nothing else is said, such as {@code balanced}; absent in an answer where the program
 *     brought settings of its own
 * @param assignments what holds for machines with a label instead, the first that fits; absent in an answer where the program brought
 *     rules of its own
 * @param overrides single thresholds over the preset, such as {@code idle_minutes}; as a change, all of them: what is not named goes
 *     back to the preset's
 * @param allowDelete whether the engine may give machines back for good on its own account
 * @param spendCaps what machines may cost
 * @param notifiers who takes messages to people; absent in an answer where the program brought them
 * @param shadowUntil until when the engine decides and does nothing; absent where it acts
 * @param modes in which the engine waits now, empty while it is free to act; absent in a change, where it would mean nothing, and in an
 *     answer of a control plane that does not tell
 */
public record FleetSettings(
        @Nullable String preset,
        @Nullable List<Assignment> assignments,
        @Nullable Map<String, BigDecimal> overrides,
        @Nullable Boolean allowDelete,
        @Nullable List<Cap> spendCaps,
        @Nullable List<String> notifiers,
        @Nullable Instant shadowUntil,
        @Nullable List<Mode> modes) {

    /** Copies the collections. */
    public FleetSettings {
        assignments = assignments == null ? null : List.copyOf(assignments);
        overrides = overrides == null ? null : Map.copyOf(overrides);
        spendCaps = spendCaps == null ? null : List.copyOf(spendCaps);
        notifiers = notifiers == null ? null : List.copyOf(notifiers);
        modes = modes == null ? null : List.copyOf(modes);
    }

    /** Returns a change of the preset, and of nothing else. */
    public static FleetSettings ofPreset(String preset) {
        return new FleetSettings(Objects.requireNonNull(preset, "preset"), null, null, null, null, null, null, null);
    }

    /**
     * That the engine waits, with some or all machines.
     *
     * @param scope which: the provider's name, with {@code /} and a region where only that part of it is concerned; empty for
     *     machines that no provider of the control plane's rents out
     * @param mode the word for it, such as {@code frozen} or {@code shadow}
     * @param reason why, for people
     */
    public record Mode(String scope, String mode, String reason) {

        /** Checks that nothing is missing. */
        public Mode {
            Objects.requireNonNull(scope, "scope");
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * What holds for machines with a label.
     *
     * @param label the label, as {@code key=value}
     * @param presetOrObserveOnly a preset, or {@value #OBSERVE_ONLY}
     */
    public record Assignment(String label, String presetOrObserveOnly) {

        /** The machines are watched, and never parked but by their owners. */
        public static final String OBSERVE_ONLY = "observe_only";

        /** Checks that nothing is missing. */
        public Assignment {
            Objects.requireNonNull(label, "label");
            Objects.requireNonNull(presetOrObserveOnly, "presetOrObserveOnly");
        }
    }

    /**
     * The most that some machines may cost.
     *
     * @param label whose costs count, as {@code key=value}; absent for one machine, and for all
     * @param machine whose costs count; absent for a label, and for all
     * @param usd how much
     * @param period {@code day}, {@code month} or {@code total}
     * @param zone whose midnight ends a day or a month
     */
    public record Cap(@Nullable String label, @Nullable MachineId machine, BigDecimal usd, String period, String zone) {

        /** Checks that nothing is missing. */
        public Cap {
            Objects.requireNonNull(usd, "usd");
            Objects.requireNonNull(period, "period");
            Objects.requireNonNull(zone, "zone");
        }
    }
}
