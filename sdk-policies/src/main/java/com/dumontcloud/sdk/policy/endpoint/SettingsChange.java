package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.MachineSettings;
import com.dumontcloud.sdk.core.model.MachineSettings.ActiveHours;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.MachineOverrides;
import com.dumontcloud.sdk.policy.ProtectedHours;
import com.dumontcloud.sdk.policy.ProtectedHours.Window;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of a machine's settings that was found possible. Immutable.
 *
 * @param overrides what its owner wants otherwise than assigned
 * @param hours when it is left alone every week; absent to leave that as it is
 * @param exemptions until when it is left alone besides, one at most; absent to leave that as it is
 */
record SettingsChange(
        MachineOverrides overrides,
        @Nullable ProtectedHours hours,
        @Nullable List<Exemption> exemptions) {

    private static final int MOST_REGIONS = 20;
    private static final int LONGEST_REGION = 100;
    private static final String END_OF_DAY = "24:00";
    private static final Set<Integer> SNAPSHOT_HOURS = Set.of(1, 6, 24);
    private static final Set<Integer> SNAPSHOT_DAYS = Set.of(7, 30, 90);

    /**
     * Returns what is asked for.
     *
     * @throws ApiFailure 422 with all that is not possible
     */
    static SettingsChange of(MachineSettings wanted, Instant now) {
        Problems problems = new Problems();
        MachineSettings.Failover failover = wanted.failover();
        MachineSettings.Hibernation hibernation = wanted.hibernation();
        if (failover != null) {
            check(failover, problems);
        }
        if (wanted.autoSnapshot() != null) {
            check(wanted.autoSnapshot(), problems);
        }
        Integer idleMinutes = hibernation == null ? null : hibernation.idleMinutes();
        boolean isIdlePossible = idleMinutes == null
                || idleMinutes == MachineSettings.Hibernation.AS_ASSIGNED
                || (idleMinutes >= MachineOverrides.SHORTEST_IDLE.toMinutes()
                        && idleMinutes <= MachineOverrides.LONGEST_IDLE.toMinutes());
        problems.addUnless(isIdlePossible, "hibernation.idle_minutes", String.valueOf(idleMinutes), "5 to 60");
        ProtectedHours hours = hibernation == null ? null : hours(hibernation.activeHours(), problems);
        List<Exemption> exemptions = hibernation == null ? null : exemptions(hibernation.exceptions(), now, problems);
        problems.refuse();
        MachineOverrides overrides = new MachineOverrides(
                hibernation == null ? null : hibernation.enabled(),
                idleMinutes == null ? null : idleAfter(idleMinutes),
                failover == null ? null : failover.enabled(),
                failover == null ? null : failover.regions());
        return new SettingsChange(overrides, hours, exemptions);
    }

    private static Duration idleAfter(int minutes) {
        return minutes == MachineSettings.Hibernation.AS_ASSIGNED
                ? MachineOverrides.AS_ASSIGNED
                : Duration.ofMinutes(minutes);
    }

    private static void check(MachineSettings.Failover failover, Problems problems) {
        String strategy = failover.strategy();
        problems.addUnless(
                strategy == null || strategy.equals(SettingsViews.LIKE_FOR_LIKE),
                "failover.strategy",
                String.valueOf(strategy),
                SettingsViews.LIKE_FOR_LIKE + ", the one that this server has");
        List<String> regions = failover.regions() == null ? List.of() : failover.regions();
        problems.addUnless(
                regions.size() <= MOST_REGIONS,
                "failover.regions",
                regions.size() + " regions",
                "at most " + MOST_REGIONS);
        for (int i = 0; i < regions.size(); i++) {
            String region = regions.get(i);
            boolean isName = !region.isBlank()
                    && region.length() <= LONGEST_REGION
                    && region.chars().noneMatch(Character::isISOControl);
            problems.addUnless(
                    isName,
                    "failover.regions[" + i + "]",
                    region.length() + " characters",
                    "1 to " + LONGEST_REGION + " characters of a name");
        }
    }

    /** What is out of the contract's range is told though nothing is taken: who sends it believes that it will hold. */
    private static void check(MachineSettings.AutoSnapshot snapshot, Problems problems) {
        problems.addUnless(
                Boolean.FALSE.equals(snapshot.enabled()),
                "auto_snapshot.enabled",
                String.valueOf(snapshot.enabled()),
                "false: this server takes no snapshots by the clock");
        Integer hours = snapshot.everyHours();
        problems.addUnless(
                hours == null || SNAPSHOT_HOURS.contains(hours),
                "auto_snapshot.every_hours",
                String.valueOf(hours),
                "1, 6 or 24");
        Integer days = snapshot.retentionDays();
        problems.addUnless(
                days == null || SNAPSHOT_DAYS.contains(days),
                "auto_snapshot.retention_days",
                String.valueOf(days),
                "7, 30 or 90");
    }

    private static @Nullable ProtectedHours hours(@Nullable List<ActiveHours> wanted, Problems problems) {
        if (wanted == null) {
            return null;
        }
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Window window = window(wanted.get(i), "hibernation.active_hours[" + i + "].", problems);
            if (window != null) {
                windows.add(window);
            }
        }
        if (wanted.size() > ProtectedHours.MOST_WINDOWS) {
            problems.add(
                    "hibernation.active_hours", wanted.size() + " windows", "at most " + ProtectedHours.MOST_WINDOWS);
            return null;
        }
        return new ProtectedHours(windows);
    }

    private static @Nullable Window window(ActiveHours wanted, String path, Problems problems) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String word : wanted.days()) {
            DayOfWeek day = day(word);
            if (day == null) {
                problems.add(path + "days", word, "some of mon, tue, wed, thu, fri, sat and sun");
            } else {
                days.add(day);
            }
        }
        problems.addUnless(!wanted.days().isEmpty(), path + "days", "empty", "one day or more");
        LocalTime from = time(wanted.from(), path + "from", problems);
        LocalTime to = wanted.to().equals(END_OF_DAY) ? LocalTime.MIDNIGHT : time(wanted.to(), path + "to", problems);
        ZoneId zone = zone(wanted.zone(), path + "zone", problems);
        return days.isEmpty() || from == null || to == null || zone == null ? null : new Window(days, from, to, zone);
    }

    private static @Nullable DayOfWeek day(String word) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (SettingsViews.word(day).equals(word)) {
                return day;
            }
        }
        return null;
    }

    private static @Nullable LocalTime time(String text, String field, Problems problems) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException unreadable) {
            problems.add(field, text, "a time such as 09:00");
            return null;
        }
    }

    private static @Nullable ZoneId zone(String text, String field, Problems problems) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            problems.add(field, text, "a time zone such as America/Sao_Paulo");
            return null;
        }
    }

    private static @Nullable List<Exemption> exemptions(
            @Nullable List<MachineSettings.Exemption> wanted, Instant now, Problems problems) {
        if (wanted == null) {
            return null;
        }
        String path = "hibernation.exceptions";
        problems.addUnless(wanted.size() <= 1, path, wanted.size() + " exceptions", "one at most");
        List<Exemption> exemptions = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            MachineSettings.Exemption one = wanted.get(i);
            String own = path + "[" + i + "].";
            boolean isKind = one.kind().equals(MachineSettings.Exemption.EXEMPT);
            boolean hasReason = !one.value().isBlank() && one.value().length() <= Exemption.MOST_CHARACTERS;
            boolean isInTime = one.expiresAt().isAfter(now) && !one.expiresAt().isAfter(now.plus(Exemption.LONGEST));
            problems.addUnless(isKind, own + "kind", one.kind(), MachineSettings.Exemption.EXEMPT);
            problems.addUnless(
                    hasReason,
                    own + "value",
                    one.value().length() + " characters",
                    "a reason of 1 to " + Exemption.MOST_CHARACTERS + " characters");
            problems.addUnless(
                    isInTime,
                    own + "expires_at",
                    one.expiresAt(),
                    "after " + now + " and at the latest " + now.plus(Exemption.LONGEST));
            if (hasReason) {
                exemptions.add(new Exemption(one.value(), one.expiresAt()));
            }
        }
        return exemptions;
    }
}
