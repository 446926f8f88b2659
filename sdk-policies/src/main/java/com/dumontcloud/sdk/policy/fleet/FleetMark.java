package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.FleetOverrides;
import com.dumontcloud.sdk.policy.FleetOverrides.LabelChoice;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.Threshold;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the overrides of a fleet are written down: a line for each, its words escaped. */
final class FleetMark {

    private static final String NAME = "overrides of the fleet";
    private static final String PRESET = "preset";
    private static final String THRESHOLD = "threshold";
    private static final String ALLOW_DELETE = "allow-delete";
    private static final String LABELS = "labels";
    private static final String LABEL = "label";
    private static final String CAPS = "caps";
    private static final String CAP = "cap";
    private static final String NONE = "-";

    private FleetMark() {}

    static FleetStore.Marked of(FleetOverrides overrides) {
        List<String> lines = new ArrayList<>();
        Preset preset = overrides.preset();
        if (preset != null) {
            lines.add(line(PRESET, preset.text()));
        }
        Map<Threshold, BigDecimal> thresholds = overrides.thresholds();
        if (thresholds != null) {
            thresholds.forEach((threshold, value) -> lines.add(line(THRESHOLD, threshold.text(), value.toString())));
        }
        Boolean allowDelete = overrides.allowDelete();
        if (allowDelete != null) {
            lines.add(line(ALLOW_DELETE, allowDelete.toString()));
        }
        List<LabelChoice> labels = overrides.labels();
        if (labels != null) {
            lines.add(LABELS);
            labels.forEach(label -> lines.add(line(LABEL, label.key(), label.value(), word(label.preset()))));
        }
        List<SpendCap> caps = overrides.caps();
        if (caps != null) {
            lines.add(CAPS);
            caps.forEach(cap -> lines.add(line(cap)));
        }
        return new FleetStore.Marked(NAME, String.join("\n", lines));
    }

    static FleetOverrides in(Map<String, String> marks) {
        Preset preset = null;
        Map<Threshold, BigDecimal> thresholds = new EnumMap<>(Threshold.class);
        Boolean allowDelete = null;
        List<LabelChoice> labels = null;
        List<SpendCap> caps = null;
        for (String line : marks.getOrDefault(NAME, "").split("\n", -1)) {
            List<String> words = words(line);
            switch (words.get(0)) {
                case PRESET -> preset = Preset.from(words.get(1));
                case THRESHOLD ->
                    Threshold.from(words.get(1))
                            .ifPresent(threshold -> thresholds.put(threshold, new BigDecimal(words.get(2))));
                case ALLOW_DELETE -> allowDelete = Boolean.valueOf(words.get(1));
                case LABELS -> labels = new ArrayList<>();
                case LABEL -> labels = and(labels, new LabelChoice(words.get(1), words.get(2), preset(words.get(3))));
                case CAPS -> caps = new ArrayList<>();
                case CAP -> caps = and(caps, cap(words));
                default -> {}
            }
        }
        return new FleetOverrides(preset, thresholds.isEmpty() ? null : thresholds, allowDelete, labels, caps);
    }

    private static String line(SpendCap cap) {
        String key = NONE;
        String value = NONE;
        if (cap.coverage() instanceof SpendCap.Label label) {
            key = label.key();
            value = label.value();
        } else if (cap.coverage() instanceof SpendCap.OneMachine machine) {
            value = machine.id().value();
        }
        return line(
                CAP,
                kind(cap.coverage()),
                key,
                value,
                cap.usd().toString(),
                cap.period().text(),
                cap.zone().getId());
    }

    private static String kind(SpendCap.Coverage coverage) {
        return coverage.getClass().getSimpleName();
    }

    private static SpendCap cap(List<String> words) {
        String kind = words.get(1);
        SpendCap.Coverage coverage = kind.equals(SpendCap.Label.class.getSimpleName())
                ? new SpendCap.Label(words.get(2), words.get(3))
                : kind.equals(SpendCap.OneMachine.class.getSimpleName())
                        ? new SpendCap.OneMachine(MachineId.of(words.get(3)))
                        : new SpendCap.WholeFleet();
        return new SpendCap(
                coverage,
                new BigDecimal(words.get(4)),
                SpendCap.Period.valueOf(words.get(5).toUpperCase(Locale.ROOT)),
                ZoneId.of(words.get(6)));
    }

    private static String word(@Nullable Preset preset) {
        return preset == null ? NONE : preset.text();
    }

    private static @Nullable Preset preset(String word) {
        return word.equals(NONE) ? null : Preset.from(word);
    }

    private static <T> List<T> and(@Nullable List<T> before, T next) {
        List<T> all = before == null ? new ArrayList<>() : before;
        all.add(next);
        return all;
    }

    private static String line(String... words) {
        List<String> escaped = new ArrayList<>();
        for (String word : words) {
            escaped.add(URLEncoder.encode(word, StandardCharsets.UTF_8));
        }
        return String.join(" ", escaped);
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.split(" ", -1)) {
            words.add(URLDecoder.decode(word, StandardCharsets.UTF_8));
        }
        return words;
    }
}
