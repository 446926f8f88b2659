package com.dumontcloud.sdk.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of one machine at one moment: adjusted to the interval it was told, so that an engine under load never takes
 * the silence it asked for as silence, and to the people and processes on it.
 *
 * <p>Durations are nanoseconds of observed time, since they are compared at every heartbeat. Immutable.
 *
 * @param base the settings before any adjustment
 * @param toldNanos the interval told
 * @param lateAfterNanos at least 2.5 times the interval told
 * @param suspectAfterNanos at least {@code lateAfterNanos}
 * @param orphanAfterNanos at least {@code suspectAfterNanos}
 * @param idleAfterNanos stretched by processes and open sessions, and never so short that no warning fits; so long that it
 *     never passes where parking does not pay ({@link #parksUnused()})
 * @param warnLeadNanos at least two intervals, so that a warning can be delivered and acknowledged
 */
public record EffectiveSettings(
        LifecycleSettings base,
        long toldNanos,
        long lateAfterNanos,
        long suspectAfterNanos,
        long orphanAfterNanos,
        long idleAfterNanos,
        long warnLeadNanos) {

    /** The longest fixed {@code idleAfter}; processes stretch it no further. */
    private static final Duration LONGEST_FIXED = Duration.ofMinutes(60);

    /** Longer than any idle run; not to be added to a time. */
    private static final long NEVER_NANOS = Long.MAX_VALUE / 2;

    /** An open but silent session, or people of whom only the number is known, stretch {@code idleAfter} by this. */
    private static final int SESSION_FACTOR = 2;

    private static final double LATE_AFTER_INTERVALS = 2.5;
    private static final double LARGEST_LEAD_SHARE = 0.4;

    /**
     * Adjusts settings to a machine that is told the interval that is configured.
     *
     * @param base what was configured
     * @param hasProcesses whether processes use its GPUs
     * @param hasSessions whether somebody has a session open on it
     */
    public static EffectiveSettings of(LifecycleSettings base, boolean hasProcesses, boolean hasSessions) {
        return base.adjusted(hasProcesses, hasSessions);
    }

    /**
     * Adjusts settings that say themselves how long a machine may be unused.
     *
     * @param base what was configured
     * @param told the interval the machine was last told
     * @param hasProcesses whether processes use its GPUs
     * @param hasSessions whether somebody has a session open on it
     */
    public static EffectiveSettings of(
            LifecycleSettings base, Duration told, boolean hasProcesses, boolean hasSessions) {
        return of(base, new IdleChoice(base.idleAfter(), null), told, hasProcesses, hasSessions);
    }

    /**
     * Adjusts settings.
     *
     * @param base what was configured
     * @param choice how long this machine may be unused, before any adjustment
     * @param told the interval the machine was last told
     * @param hasProcesses whether processes use its GPUs
     * @param hasSessions whether somebody has a session open on it
     */
    public static EffectiveSettings of(
            LifecycleSettings base, IdleChoice choice, Duration told, boolean hasProcesses, boolean hasSessions) {
        long toldNanos = told.toNanos();
        long late = Math.max(base.lateAfter().toNanos(), (long) (LATE_AFTER_INTERVALS * toldNanos));
        long suspect = Math.max(base.suspectAfter().toNanos(), late);
        long orphan = Math.max(base.orphanAfter().toNanos(), suspect);
        Duration idleAfter = choice.idleAfter();
        long configured = idleAfter == null ? NEVER_NANOS : idleAfter.toNanos();
        long lead =
                Math.max(2 * toldNanos, Math.min(base.warnLead().toNanos(), (long) (LARGEST_LEAD_SHARE * configured)));
        long stretched = besideSessions(besideProcesses(base, configured, hasProcesses), hasSessions);
        long idle = idleAfter == null ? NEVER_NANOS : Math.max(stretched, lead + toldNanos);
        return new EffectiveSettings(base, toldNanos, late, suspect, orphan, idle, lead);
    }

    /** Returns the same adjusted to other settings that say the same: of many machines they are then one object. */
    public EffectiveSettings sharing(LifecycleSettings equal) {
        return new EffectiveSettings(
                equal, toldNanos, lateAfterNanos, suspectAfterNanos, orphanAfterNanos, idleAfterNanos, warnLeadNanos);
    }

    /** Returns whether the machine is ever parked for being unused. */
    public boolean parksUnused() {
        return idleAfterNanos < NEVER_NANOS;
    }

    /** Returns how long after the program's word that its work is done: people's gaps say nothing about that. */
    public long finishedAfterNanos() {
        return base.idleThreshold() instanceof IdleThreshold.Fixed
                ? idleAfterNanos
                : Math.min(idleAfterNanos, LONGEST_FIXED.toNanos());
    }

    /**
     * Returns how {@code idleAfter} came about from a choice: one reason for each thing that stretched it, in that order; empty
     * where nothing did, and where the machine is never parked for being unused.
     *
     * @param choice how long this machine may be unused, before any adjustment
     * @param hasProcesses whether processes use its GPUs
     * @param hasSessions whether somebody has a session open on it
     */
    public List<Reason> adjustmentsOf(IdleChoice choice, boolean hasProcesses, boolean hasSessions) {
        Duration chosen = choice.idleAfter();
        if (chosen == null) {
            return List.of();
        }
        List<Reason> reasons = new ArrayList<>();
        long beside = besideProcesses(base, chosen.toNanos(), hasProcesses);
        if (beside != chosen.toNanos()) {
            reasons.add(Reason.of(Reason.Code.LONGER_BESIDE_PROCESSES, Duration.ofNanos(beside)));
        }
        long doubled = besideSessions(beside, hasSessions);
        if (doubled != beside) {
            reasons.add(Reason.of(Reason.Code.LONGER_BESIDE_SESSIONS, Duration.ofNanos(doubled)));
        }
        if (idleAfterNanos > doubled) {
            reasons.add(Reason.of(Reason.Code.LONGER_FOR_WARNING, Duration.ofNanos(idleAfterNanos)));
        }
        return List.copyOf(reasons);
    }

    private static long besideProcesses(LifecycleSettings base, long idleAfter, boolean hasProcesses) {
        if (!hasProcesses) {
            return idleAfter;
        }
        long stretched = (long) (idleAfter * base.processFactor());
        boolean isFixed = base.idleThreshold() instanceof IdleThreshold.Fixed;
        return isFixed ? Math.min(stretched, LONGEST_FIXED.toNanos()) : stretched;
    }

    private static long besideSessions(long idleAfter, boolean hasSessions) {
        return hasSessions ? SESSION_FACTOR * idleAfter : idleAfter;
    }
}
