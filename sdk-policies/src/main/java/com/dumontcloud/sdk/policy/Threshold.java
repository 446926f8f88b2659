package com.dumontcloud.sdk.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The thresholds of {@link LifecycleSettings} that operators may set one by one, each as a number of the unit in its name. */
public enum Threshold {
    /** How often reporters are told to report. */
    INTERVAL_SECONDS,
    /** The silence after which a machine is late. */
    LATE_AFTER_SECONDS,
    /** The silence after which somebody is alerted. */
    SUSPECT_AFTER_MINUTES,
    /** The silence after which a machine is orphaned. */
    ORPHAN_AFTER_MINUTES,
    /** The silence after which an orphan is parked. */
    ORPHAN_HIBERNATE_AFTER_MINUTES,
    /** How long a machine lies orphaned and parked before it is given back. */
    ORPHAN_DELETE_AFTER_HOURS,
    /** How long a machine of which nothing was ever heard may run. */
    NO_EVIDENCE_AFTER_HOURS,
    /** How long a machine may be unused. */
    IDLE_MINUTES,
    /** How long before that its users are warned. */
    WARN_LEAD_MINUTES,
    /** How long after a start the idle rule waits. */
    MIN_UPTIME_MINUTES,
    /** How long nothing is parked after the engine came back. */
    RESTART_GRACE_MINUTES,
    /** How long a reporter may save state. */
    SAVE_SECONDS,
    /** The utilisation below which a GPU is idle. */
    IDLE_BELOW_PERCENT,
    /** The utilisation at which an idle GPU is busy again. */
    RELEASE_AT_PERCENT,
    /** By how much processes on its GPUs stretch the time that a machine may be unused. */
    PROCESS_FACTOR,
    /** Which share of a scope the engine parks in a quarter of an hour. */
    BUDGET_SHARE;

    /** Beyond this a number means nothing for any of them, and would overflow some. */
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

    /** Returns the threshold with this word, where there is one. */
    public static Optional<Threshold> from(String text) {
        for (Threshold threshold : values()) {
            if (threshold.text().equals(text)) {
                return Optional.of(threshold);
            }
        }
        return Optional.empty();
    }

    /** Returns the word used on the wire, for example {@code idle_minutes}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether a number can be meant for a threshold at all; what it must be beside the others the settings say. */
    public static boolean isNumber(BigDecimal value) {
        return value.signum() >= 0 && value.compareTo(MOST) <= 0;
    }

    void set(LifecycleSettings.Builder settings, BigDecimal value) {
        switch (this) {
            case INTERVAL_SECONDS -> settings.interval(seconds(value));
            case LATE_AFTER_SECONDS -> settings.lateAfter(seconds(value));
            case SUSPECT_AFTER_MINUTES -> settings.suspectAfter(minutes(value));
            case ORPHAN_AFTER_MINUTES -> settings.orphanAfter(minutes(value));
            case ORPHAN_HIBERNATE_AFTER_MINUTES -> settings.orphanHibernateAfter(minutes(value));
            case ORPHAN_DELETE_AFTER_HOURS -> settings.orphanDeleteAfter(hours(value));
            case NO_EVIDENCE_AFTER_HOURS -> settings.noEvidenceAfter(hours(value));
            case IDLE_MINUTES -> settings.idleAfter(minutes(value));
            case WARN_LEAD_MINUTES -> settings.warnLead(minutes(value));
            case MIN_UPTIME_MINUTES -> settings.minUptime(minutes(value));
            case RESTART_GRACE_MINUTES -> settings.restartGrace(minutes(value));
            case SAVE_SECONDS -> settings.saveFor(seconds(value));
            case IDLE_BELOW_PERCENT -> settings.idleBelowPercent(value.doubleValue());
            case RELEASE_AT_PERCENT -> settings.releaseAtPercent(value.doubleValue());
            case PROCESS_FACTOR -> settings.processFactor(value.doubleValue());
            case BUDGET_SHARE -> settings.budgetShare(value.doubleValue());
        }
    }

    private static Duration seconds(BigDecimal value) {
        return Duration.ofMillis(
                value.movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    private static Duration minutes(BigDecimal value) {
        return seconds(value.multiply(BigDecimal.valueOf(60)));
    }

    private static Duration hours(BigDecimal value) {
        return minutes(value.multiply(BigDecimal.valueOf(60)));
    }
}
