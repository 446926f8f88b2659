package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.MachineSettings;
import com.dumontcloud.sdk.core.model.MachineSettings.ActiveHours;
import com.dumontcloud.sdk.policy.IdleThreshold;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.ProtectedHours;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Puts the settings that hold for a machine into the words of the contract. */
final class SettingsViews {

    /** The one way of failing over that there is: {@link com.dumontcloud.sdk.policy.fleet.FailoverStrategy#LIKE_FOR_LIKE}. */
    static final String LIKE_FOR_LIKE = "like_for_like";

    private static final int DAY_LETTERS = 3;

    private SettingsViews() {}

    static MachineSettings settings(MachineCondition machine, LifecycleSettings assigned, Instant now) {
        boolean isFixed = assigned.idleThreshold() instanceof IdleThreshold.Fixed;
        return new MachineSettings(
                new MachineSettings.Failover(
                        assigned.failover().enabled(),
                        LIKE_FOR_LIKE,
                        assigned.failover().regions()),
                null,
                new MachineSettings.Hibernation(
                        !assigned.observeOnly(),
                        isFixed ? (Integer) (int) assigned.idleAfter().toMinutes() : null,
                        machine.protectedHours().windows().stream()
                                .map(SettingsViews::hours)
                                .toList(),
                        machine.exemption().filter(given -> given.coversAt(now)).stream()
                                .map(given -> new MachineSettings.Exemption(
                                        MachineSettings.Exemption.EXEMPT, given.reason(), given.until()))
                                .toList()));
    }

    static String word(DayOfWeek day) {
        return day.name().substring(0, DAY_LETTERS).toLowerCase(Locale.ROOT);
    }

    private static ActiveHours hours(ProtectedHours.Window window) {
        List<String> days =
                window.days().stream().sorted().map(SettingsViews::word).toList();
        return new ActiveHours(
                days,
                window.from().toString(),
                window.to().toString(),
                window.zone().getId());
    }
}
