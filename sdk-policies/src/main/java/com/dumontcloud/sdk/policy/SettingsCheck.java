package com.dumontcloud.sdk.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds everything that is inconsistent in a set of settings. */
final class SettingsCheck {

    /** More than this is a slip, and would soon overflow what durations are counted in. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final List<String> problems = new ArrayList<>();

    private SettingsCheck() {}

    static List<String> problemsOf(LifecycleSettings s) {
        SettingsCheck check = new SettingsCheck();
        check.within("interval", s.interval(), Duration.ofSeconds(5), Duration.ofSeconds(300));
        check.atLeast("lateAfter", s.lateAfter(), "interval", s.interval());
        check.atLeast("suspectAfter", s.suspectAfter(), "lateAfter", s.lateAfter());
        check.atLeast("orphanAfter", s.orphanAfter(), "suspectAfter", s.suspectAfter());
        check.atLeast("orphanHibernateAfter", s.orphanHibernateAfter(), "orphanAfter", s.orphanAfter());
        check.atMost("orphanHibernateAfter", s.orphanHibernateAfter(), LONGEST);
        check.atLeast("noEvidenceAfter", s.noEvidenceAfter(), "suspectAfter", s.suspectAfter());
        check.atMost("noEvidenceAfter", s.noEvidenceAfter(), LONGEST);
        Duration orphanDeleteAfter = s.orphanDeleteAfter();
        if (orphanDeleteAfter != null) {
            check.within("orphanDeleteAfter", orphanDeleteAfter, Duration.ofHours(24), LONGEST);
        }
        check.within("idleAfter", s.idleAfter(), Duration.ofMinutes(5), Duration.ofMinutes(60));
        check.that(
                isPositive(s.warnLead()) && s.warnLead().compareTo(s.idleAfter()) < 0,
                "warnLead is " + s.warnLead() + "; it must be more than 0 and less than idleAfter, " + s.idleAfter());
        check.that(
                s.idleBelowPercent() > 0 && s.idleBelowPercent() <= 50,
                "idleBelowPercent is " + s.idleBelowPercent() + "; it must be more than 0 and at most 50");
        check.that(
                s.releaseAtPercent() >= s.idleBelowPercent() && s.releaseAtPercent() <= 100,
                "releaseAtPercent is " + s.releaseAtPercent() + "; it must be idleBelowPercent, " + s.idleBelowPercent()
                        + ", to 100");
        check.that(
                s.minimumCoverage() > 0 && s.minimumCoverage() <= 1,
                "minimumCoverage is " + s.minimumCoverage() + "; it must be more than 0 and at most 1");
        check.that(
                s.processFactor() >= 1 && s.processFactor() <= 12,
                "processFactor is " + s.processFactor() + "; it must be 1 to 12");
        check.within("restartGrace", s.restartGrace(), Duration.ofMinutes(1), Duration.ofDays(1));
        check.within("minUptime", s.minUptime(), Duration.ZERO, Duration.ofDays(1));
        check.within("saveFor", s.saveFor(), Duration.ZERO, Duration.ofMinutes(30));
        return check.problems;
    }

    private void within(String name, Duration value, Duration least, Duration most) {
        that(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                name + " is " + value + "; it must be " + least + " to " + most);
    }

    private void atLeast(String name, Duration value, String floorName, Duration floor) {
        that(value.compareTo(floor) >= 0, name + " is " + value + "; it must be at least " + floorName + ", " + floor);
    }

    private void atMost(String name, Duration value, Duration ceiling) {
        that(value.compareTo(ceiling) <= 0, name + " is " + value + "; it must be at most " + ceiling);
    }

    private void that(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    private static boolean isPositive(Duration value) {
        return !value.isNegative() && !value.isZero();
    }
}
