package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.FleetSettings;
import com.dumontcloud.sdk.core.model.FleetSettings.Assignment;
import com.dumontcloud.sdk.core.model.FleetSettings.Cap;
import com.dumontcloud.sdk.core.model.FleetSettings.Mode;
import com.dumontcloud.sdk.policy.FleetOverrides;
import com.dumontcloud.sdk.policy.FleetOverrides.LabelChoice;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.PolicyAssignment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.fleet.ModeReport;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the settings that hold for a fleet into the words of the contract. */
final class FleetSettingsViews {

    private FleetSettingsViews() {}

    static FleetSettings settings(
            FleetOverrides overrides,
            PolicyAssignment assigned,
            @Nullable Instant shadowUntil,
            List<ModeReport> modes) {
        List<LabelChoice> labels = overrides.labels();
        Map<String, BigDecimal> thresholds = new TreeMap<>();
        if (overrides.thresholds() != null) {
            overrides.thresholds().forEach((threshold, value) -> thresholds.put(threshold.text(), value));
        }
        return new FleetSettings(
                preset(overrides, assigned.fleet()),
                labels == null
                        ? null
                        : labels.stream().map(FleetSettingsViews::assignment).toList(),
                thresholds,
                assigned.fleet().allowDelete(),
                assigned.caps().stream().map(FleetSettingsViews::cap).toList(),
                null,
                shadowUntil,
                modes.stream().map(FleetSettingsViews::mode).toList());
    }

    /** The one that was asked for; else the one that the program's settings are. */
    private static @Nullable String preset(FleetOverrides overrides, LifecycleSettings fleet) {
        Preset asked = overrides.preset();
        if (asked != null) {
            return asked.text();
        }
        for (Preset preset : Preset.values()) {
            if (preset.settings().equals(fleet)) {
                return preset.text();
            }
        }
        return null;
    }

    private static Assignment assignment(LabelChoice choice) {
        Preset preset = choice.preset();
        return new Assignment(
                choice.key() + "=" + choice.value(), preset == null ? Assignment.OBSERVE_ONLY : preset.text());
    }

    private static Mode mode(ModeReport report) {
        return new Mode(report.scope(), report.mode().text(), report.reason().text());
    }

    private static Cap cap(SpendCap cap) {
        SpendCap.Coverage coverage = cap.coverage();
        return new Cap(
                coverage instanceof SpendCap.Label label ? label.key() + "=" + label.value() : null,
                coverage instanceof SpendCap.OneMachine machine ? machine.id() : null,
                cap.usd(),
                cap.period().text(),
                cap.zone().getId());
    }
}
