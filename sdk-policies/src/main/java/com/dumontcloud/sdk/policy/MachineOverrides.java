package com.dumontcloud.sdk.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of one machine wants otherwise than the settings assigned to it say. Whatever is absent stays as assigned, also when
 * that changes. Immutable.
 *
 * @param hibernates whether the engine parks it at all; one that it does not is only watched
 * @param idleAfter how long it may be unused, 5 to 60 min; {@link #AS_ASSIGNED} takes back what was wanted before
 * @param failover whether it is replaced when it breaks down
 * @param regions where the replacement may be, the most wanted first; empty for anywhere
 */
public record MachineOverrides(
        @Nullable Boolean hibernates,
        @Nullable Duration idleAfter,
        @Nullable Boolean failover,
        @Nullable List<String> regions) {

    /** As long as the settings that are assigned say, whatever was wanted before. */
    public static final Duration AS_ASSIGNED = Duration.ZERO;

    /** Everything stays as assigned. */
    public static final MachineOverrides NONE = new MachineOverrides(null, null, null, null);

    /** The shortest that a machine may be unused before it is parked. */
    public static final Duration SHORTEST_IDLE = GapMemory.SHORTEST;

    /** The longest that a machine may be unused before it is parked. */
    public static final Duration LONGEST_IDLE = Duration.ofMinutes(60);

    /** A warning of the usual length may not fit into a short time; the engine shortens it to the same share. */
    private static final int LARGEST_LEAD_PERCENT = 40;

    /** Checks the time and copies the regions. */
    public MachineOverrides {
        regions = regions == null ? null : List.copyOf(regions);
        Duration wanted = wanted(idleAfter);
        if (wanted != null && (wanted.compareTo(SHORTEST_IDLE) < 0 || wanted.compareTo(LONGEST_IDLE) > 0)) {
            throw new IllegalArgumentException(
                    "idleAfter is " + idleAfter + "; it must be " + SHORTEST_IDLE + " to " + LONGEST_IDLE);
        }
    }

    private static @Nullable Duration wanted(@Nullable Duration idleAfter) {
        return AS_ASSIGNED.equals(idleAfter) ? null : idleAfter;
    }

    /** Returns these, and where they say nothing the others; what they take back is absent. */
    public MachineOverrides orElse(MachineOverrides others) {
        return new MachineOverrides(
                hibernates == null ? others.hibernates : hibernates,
                idleAfter == null ? others.idleAfter : wanted(idleAfter),
                failover == null ? others.failover : failover,
                regions == null ? others.regions : regions);
    }

    /** Returns settings with what is wanted otherwise. */
    public LifecycleSettings over(LifecycleSettings assigned) {
        LifecycleSettings.Builder wanted = assigned.toBuilder();
        if (hibernates != null) {
            wanted.observeOnly(!hibernates);
        }
        Duration idle = wanted(idleAfter);
        if (idle != null) {
            Duration longestLead = idle.multipliedBy(LARGEST_LEAD_PERCENT).dividedBy(100);
            wanted.idleAfter(idle)
                    .warnLead(assigned.warnLead().compareTo(longestLead) > 0 ? longestLead : assigned.warnLead());
        }
        Failover assignedFailover = assigned.failover();
        if (failover != null || regions != null) {
            wanted.failover(new Failover(
                    failover == null ? assignedFailover.enabled() : failover,
                    assignedFailover.after(),
                    regions == null ? assignedFailover.regions() : regions,
                    assignedFailover.maxRate()));
        }
        return wanted.build();
    }
}
