package com.dumontcloud.sdk.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds everything that is inconsistent in a set of settings. */
final class SettingsCheck {

    /** More than this is a slip, and would soon overflow what durations are counted in. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final Duration LONGEST_STALL = Duration.ofDays(30);

    /** Of bytes and MiB, more than any machine has or moves in a second. */
    private static final double MOST = 1e12;

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
        check.idleThreshold(s);
        check.that(
                s.idleBelowPercent() > 0 && s.idleBelowPercent() <= 50,
                "idleBelowPercent is " + s.idleBelowPercent() + "; it must be more than 0 and at most 50");
        check.that(
                s.releaseAtPercent() >= s.idleBelowPercent() && s.releaseAtPercent() <= 100,
                "releaseAtPercent is " + s.releaseAtPercent() + "; it must be idleBelowPercent, " + s.idleBelowPercent()
                        + ", to 100");
        check.signals(s.signals());
        check.that(
                s.minimumCoverage() > 0 && s.minimumCoverage() <= 1,
                "minimumCoverage is " + s.minimumCoverage() + "; it must be more than 0 and at most 1");
        check.that(
                s.processFactor() >= 1 && s.processFactor() <= 12,
                "processFactor is " + s.processFactor() + "; it must be 1 to 12");
        check.within("restartGrace", s.restartGrace(), Duration.ofMinutes(1), Duration.ofDays(1));
        check.within("minUptime", s.minUptime(), Duration.ZERO, Duration.ofDays(1));
        check.within("saveFor", s.saveFor(), Duration.ZERO, Duration.ofMinutes(30));
        check.within("snapshotWithin", s.snapshotWithin(), Duration.ofMinutes(1), Duration.ofDays(1));
        check.that(
                s.budgetShare() > 0 && s.budgetShare() <= 1,
                "budgetShare is " + s.budgetShare() + "; it must be more than 0 and at most 1");
        check.that(s.budgetLeast() >= 1, "budgetLeast is " + s.budgetLeast() + "; it must be 1 or more");
        return check.problems;
    }

    private void signals(SignalThresholds s) {
        upTo("gpuPeakPercent", s.gpuPeakPercent(), 100);
        upTo("gpuPowerShare", s.gpuPowerShare(), 1);
        upTo("gpuMemoryChangeMib", s.gpuMemoryChangeMib(), MOST);
        upTo("cpuBusyPercent", s.cpuBusyPercent(), 100);
        upTo("cpuIdlePercent", s.cpuIdlePercent(), 100);
        upTo("networkBytesPerSecond", s.networkBytesPerSecond(), MOST);
        upTo("diskBytesPerSecond", s.diskBytesPerSecond(), MOST);
        within("recentInput", s.recentInput(), Duration.ofMinutes(1), Duration.ofDays(1));
        within("stalledAfter", s.stalledAfter(), Duration.ofMinutes(1), LONGEST_STALL);
        atLeast("stalledForGood", s.stalledForGood(), "stalledAfter", s.stalledAfter());
        atMost("stalledForGood", s.stalledForGood(), LONGEST_STALL);
    }

    private void idleThreshold(LifecycleSettings s) {
        within("idleAfter", s.idleAfter(), GapMemory.SHORTEST, Duration.ofMinutes(60));
        that(
                isPositive(s.warnLead()) && s.warnLead().compareTo(s.idleAfter()) < 0,
                "warnLead is " + s.warnLead() + "; it must be more than 0 and less than idleAfter, " + s.idleAfter());
        if (s.idleThreshold() instanceof DerivedThreshold derived) {
            that(
                    derived.interruptionUsd().signum() >= 0
                            && derived.interruptionUsd().compareTo(DerivedThreshold.MOST_INTERRUPTION_USD) <= 0,
                    "interruptionUsd is " + derived.interruptionUsd() + "; it must be 0 to "
                            + DerivedThreshold.MOST_INTERRUPTION_USD);
            within("resumeCost", derived.resumeCost(), Duration.ZERO, Duration.ofDays(1));
            within("wakeRisk's delay", derived.wakeRisk().expectedDelay(), Duration.ZERO, Duration.ofDays(1));
        }
    }

    private void upTo(String name, double value, double most) {
        that(value > 0 && value <= most, name + " is " + value + "; it must be more than 0 and at most " + most);
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
