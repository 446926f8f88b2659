package com.dumontcloud.sdk.policy;

import java.time.Duration;

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
 * @param idleAfterNanos stretched by processes and open sessions, and never so short that no warning fits
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

    /** Processes stretch a fixed {@code idleAfter} to this at most. */
    private static final Duration LONGEST_FOR_PROCESSES = Duration.ofMinutes(60);

    /** An open but silent session, or people of whom only the number is known, stretch {@code idleAfter} by this. */
    private static final int SESSION_FACTOR = 2;

    private static final double LATE_AFTER_INTERVALS = 2.5;
    private static final double LARGEST_LEAD_SHARE = 0.4;

    /**
     * Adjusts settings.
     *
     * @param base what was configured
     * @param told the interval the machine was last told
     * @param hasProcesses whether processes use its GPUs
     * @param hasSessions whether somebody has a session open on it
     */
    public static EffectiveSettings of(
            LifecycleSettings base, Duration told, boolean hasProcesses, boolean hasSessions) {
        long toldNanos = told.toNanos();
        long late = Math.max(base.lateAfter().toNanos(), (long) (LATE_AFTER_INTERVALS * toldNanos));
        long suspect = Math.max(base.suspectAfter().toNanos(), late);
        long orphan = Math.max(base.orphanAfter().toNanos(), suspect);
        long configured = base.idleAfter().toNanos();
        long forProcesses = hasProcesses
                ? Math.min((long) (configured * base.processFactor()), LONGEST_FOR_PROCESSES.toNanos())
                : configured;
        long stretched = hasSessions ? SESSION_FACTOR * forProcesses : forProcesses;
        long lead =
                Math.max(2 * toldNanos, Math.min(base.warnLead().toNanos(), (long) (LARGEST_LEAD_SHARE * configured)));
        long idle = Math.max(stretched, lead + toldNanos);
        return new EffectiveSettings(base, toldNanos, late, suspect, orphan, idle, lead);
    }
}
