package com.dumontcloud.sdk.policy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What operators want of a whole fleet otherwise than the program that runs it was given. Whatever is absent stays as that says.
 * Immutable.
 *
 * @param preset what holds wherever no rule says otherwise
 * @param thresholds single numbers over that, all of them: those that are not named are the preset's
 * @param allowDelete whether the engine may give machines back for good on its own account
 * @param labels what holds for machines with a label instead, the first that fits
 * @param caps what machines may cost
 */
public record FleetOverrides(
        @Nullable Preset preset,
        @Nullable Map<Threshold, BigDecimal> thresholds,
        @Nullable Boolean allowDelete,
        @Nullable List<LabelChoice> labels,
        @Nullable List<SpendCap> caps) {

    /** Everything stays as the program says. */
    public static final FleetOverrides NONE = new FleetOverrides(null, null, null, null, null);

    /** Copies the collections. */
    public FleetOverrides {
        thresholds = thresholds == null ? null : Map.copyOf(thresholds);
        labels = labels == null ? null : List.copyOf(labels);
        caps = caps == null ? null : List.copyOf(caps);
    }

    /** Returns these, and where they say nothing the others. */
    public FleetOverrides orElse(FleetOverrides others) {
        return new FleetOverrides(
                preset == null ? others.preset : preset,
                thresholds == null ? others.thresholds : thresholds,
                allowDelete == null ? others.allowDelete : allowDelete,
                labels == null ? others.labels : labels,
                caps == null ? others.caps : caps);
    }

    /**
     * Returns an assignment with what is wanted otherwise.
     *
     * @throws IllegalArgumentException if the thresholds do not go together; the message names every problem
     */
    public PolicyAssignment over(PolicyAssignment given) {
        if (equals(NONE)) {
            return given; // The very settings, which are compared at each heartbeat.
        }
        LifecycleSettings.Builder fleet = (preset == null ? given.fleet() : preset.settings()).toBuilder();
        if (thresholds != null) {
            thresholds.forEach((threshold, value) -> threshold.set(fleet, value));
        }
        if (allowDelete != null) {
            fleet.allowDelete(allowDelete);
        }
        return given.with(fleet.build(), labels, allowDelete, caps);
    }

    /**
     * What holds for machines with a label.
     *
     * @param key the label
     * @param value its value
     * @param preset what holds; absent where they are only watched
     */
    public record LabelChoice(
            String key, String value, @Nullable Preset preset) {

        /** Checks that nothing is missing. */
        public LabelChoice {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        }

        LifecycleSettings settings(LifecycleSettings fleet, @Nullable Boolean allowDelete) {
            if (preset == null) {
                return fleet.toBuilder().observeOnly(true).build();
            }
            LifecycleSettings.Builder chosen = preset.settings().toBuilder();
            return (allowDelete == null ? chosen : chosen.allowDelete(allowDelete)).build();
        }
    }
}
