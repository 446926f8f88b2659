package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.FleetSettings;
import com.dumontcloud.sdk.core.model.FleetSettings.Assignment;
import com.dumontcloud.sdk.core.model.FleetSettings.Cap;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.FleetOverrides;
import com.dumontcloud.sdk.policy.FleetOverrides.LabelChoice;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.Threshold;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds what a change of a fleet's settings asks for, and all that is not possible of it. Not thread-safe. */
final class FleetSettingsChange {

    private static final int MOST_RULES = 100;
    private static final int LONGEST_LABEL = 200;
    private static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000_000);
    private static final String PRESETS = "reactive, lifecycle, status-api, balanced, saver or derived";

    private final Problems problems = new Problems();
    private final Predicate<MachineId> isKnown;

    private FleetSettingsChange(Predicate<MachineId> isKnown) {
        this.isKnown = isKnown;
    }

    /**
     * Returns what is asked for.
     *
     * @param shadowUntil until when the engine is in shadow
     * @param isKnown which machines there are
     * @throws ApiFailure 422 with all that is not possible
     */
    static FleetOverrides of(FleetSettings wanted, @Nullable Instant shadowUntil, Predicate<MachineId> isKnown) {
        FleetSettingsChange change = new FleetSettingsChange(isKnown);
        FleetOverrides overrides = new FleetOverrides(
                wanted.preset() == null ? null : change.preset(wanted.preset(), "preset", PRESETS),
                change.thresholds(wanted.overrides()),
                wanted.allowDelete(),
                change.labels(wanted.assignments()),
                change.caps(wanted.spendCaps()));
        List<String> notifiers = wanted.notifiers();
        change.problems.addUnless(
                notifiers == null || notifiers.isEmpty(),
                "notifiers",
                "a list",
                "empty: who takes messages is set where this server is started");
        Instant until = wanted.shadowUntil();
        change.problems.addUnless(
                until == null || until.equals(shadowUntil),
                "shadow_until",
                String.valueOf(until),
                (shadowUntil == null ? "absent" : shadowUntil.toString())
                        + ": a shadow is set where this server is started");
        change.problems.refuse();
        return overrides;
    }

    private @Nullable Preset preset(String word, String field, String range) {
        try {
            return Preset.from(word);
        } catch (IllegalArgumentException unknown) {
            problems.add(field, word, range);
            return null;
        }
    }

    private @Nullable Map<Threshold, BigDecimal> thresholds(@Nullable Map<String, BigDecimal> wanted) {
        if (wanted == null) {
            return null;
        }
        Map<Threshold, BigDecimal> thresholds = new EnumMap<>(Threshold.class);
        wanted.forEach((name, value) -> {
            Threshold threshold = Threshold.from(name).orElse(null);
            if (threshold == null) {
                problems.add("overrides." + name, value, "a threshold that there is, such as idle_minutes");
            } else if (!Threshold.isNumber(value)) {
                problems.add("overrides." + name, value, "0 to 1000000");
            } else {
                thresholds.put(threshold, value);
            }
        });
        return thresholds;
    }

    private @Nullable List<LabelChoice> labels(@Nullable List<Assignment> wanted) {
        if (wanted == null) {
            return null;
        }
        problems.addUnless(
                wanted.size() <= MOST_RULES, "assignments", wanted.size() + " rules", "at most " + MOST_RULES);
        List<LabelChoice> labels = new ArrayList<>();
        Set<String> chosen = new HashSet<>();
        for (int i = 0; i < wanted.size(); i++) {
            String path = "assignments[" + i + "].";
            Assignment one = wanted.get(i);
            String[] label = label(one.label(), path + "label");
            problems.addUnless(
                    chosen.add(one.label()), path + "label", one.label(), "the one rule for machines of this label");
            boolean isObserved = one.presetOrObserveOnly().equals(Assignment.OBSERVE_ONLY);
            Preset preset = isObserved
                    ? null
                    : preset(
                            one.presetOrObserveOnly(),
                            path + "preset_or_observe_only",
                            Assignment.OBSERVE_ONLY + ", " + PRESETS);
            labels.add(new LabelChoice(label[0], label[1], preset));
        }
        return labels;
    }

    private @Nullable List<SpendCap> caps(@Nullable List<Cap> wanted) {
        if (wanted == null) {
            return null;
        }
        problems.addUnless(wanted.size() <= MOST_RULES, "spend_caps", wanted.size() + " caps", "at most " + MOST_RULES);
        List<SpendCap> caps = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < wanted.size(); i++) {
            SpendCap cap = cap(wanted.get(i), "spend_caps[" + i + "]");
            if (cap != null) {
                problems.addUnless(
                        keys.add(cap.key()),
                        "spend_caps[" + i + "]",
                        cap.key(),
                        "the one cap for these machines and period");
                caps.add(cap);
            }
        }
        return caps;
    }

    private @Nullable SpendCap cap(Cap wanted, String path) {
        String text = wanted.label();
        problems.addUnless(
                text == null || wanted.machine() == null,
                path,
                "for a label and a machine",
                "for one of them, or neither");
        SpendCap.Coverage coverage = new SpendCap.WholeFleet();
        if (text != null) {
            String[] label = label(text, path + ".label");
            coverage = new SpendCap.Label(label[0], label[1]);
        } else if (wanted.machine() != null) {
            MachineId machine = wanted.machine();
            problems.addUnless(
                    isKnown.test(machine), path + ".instance_id", machine, "the id of an instance that is known here");
            coverage = new SpendCap.OneMachine(machine);
        }
        boolean isAmount = wanted.usd().signum() > 0 && wanted.usd().compareTo(MOST_USD) <= 0;
        problems.addUnless(
                isAmount, path + ".usd", wanted.usd().toPlainString(), "more than 0 and at most " + MOST_USD);
        SpendCap.Period period = period(wanted.period(), path + ".period");
        ZoneId zone = zone(wanted.zone(), path + ".zone");
        return !isAmount || period == null || zone == null ? null : new SpendCap(coverage, wanted.usd(), period, zone);
    }

    /** Returns key and value. */
    private String[] label(String text, String field) {
        String[] parts = text.split("=", 2);
        boolean isLabel = parts.length == 2
                && !parts[0].isBlank()
                && text.length() <= LONGEST_LABEL
                && text.chars().noneMatch(Character::isISOControl);
        problems.addUnless(isLabel, field, text, "key=value, at most " + LONGEST_LABEL + " characters");
        return isLabel ? parts : new String[] {"", ""};
    }

    private SpendCap.@Nullable Period period(String text, String field) {
        for (SpendCap.Period period : SpendCap.Period.values()) {
            if (period.text().equals(text)) {
                return period;
            }
        }
        problems.add(field, text, "day, month or total");
        return null;
    }

    private @Nullable ZoneId zone(String text, String field) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            problems.add(field, text, "a time zone such as America/Sao_Paulo");
            return null;
        }
    }
}
