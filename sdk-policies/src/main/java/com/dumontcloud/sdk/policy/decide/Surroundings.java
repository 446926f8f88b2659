package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Means;
import com.dumontcloud.sdk.policy.Reason;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that one machine's decision may know of the rest of its fleet. Immutable.
 *
 * @param machinesInScope how many machines of the same provider are on, were heard and are held by nobody, or were parked for their silence: that say something of one's own view; 1 or more
 * @param modes the modes in force there, and why
 * @param outOfTurn for which causes this machine has to wait until its turn of the budget comes
 * @param means what can be done with machines there
 * @param leastIntervalNanos no machine is told a shorter interval now, since all of them together would report too often; 0 while they
 *     do not
 * @param absences how many times nobody watched the fleet between two processes
 * @param overspent the spend cap that is reached over this machine; absent while none is
 */
public record Surroundings(
        int machinesInScope,
        Map<FleetMode, Reason> modes,
        Set<Cause> outOfTurn,
        Means means,
        long leastIntervalNanos,
        int absences,
        @Nullable Reason overspent) {

    /** Checks the number and copies the rest. */
    public Surroundings {
        if (machinesInScope < 1) {
            throw new IllegalArgumentException("machinesInScope is " + machinesInScope + "; it must be 1 or more");
        }
        if (leastIntervalNanos < 0) {
            throw new IllegalArgumentException(
                    "leastIntervalNanos is " + leastIntervalNanos + "; it must be 0 or more");
        }
        modes = Map.copyOf(modes);
        outOfTurn = Set.copyOf(outOfTurn);
        means = Objects.requireNonNullElse(means, Means.USUAL); // As in journals of before there was a choice.
    }

    /** In a fleet that is not too large to report as configured, and under no cap that is reached. */
    public Surroundings(int machinesInScope, Map<FleetMode, Reason> modes, Set<Cause> outOfTurn, Means means) {
        this(machinesInScope, modes, outOfTurn, means, 0, 0, null);
    }

    /** Returns the same under a cap that is reached. */
    public Surroundings overspent(Reason cap) {
        return new Surroundings(machinesInScope, modes, outOfTurn, means, leastIntervalNanos, absences, cap);
    }

    /** Returns the same where machines must not be told to report more often than each so many nanoseconds. */
    public Surroundings paced(long leastNanos) {
        return new Surroundings(machinesInScope, modes, outOfTurn, means, leastNanos, absences, overspent);
    }

    /** Returns the same after so many absences. */
    public Surroundings after(int times) {
        return new Surroundings(machinesInScope, modes, outOfTurn, means, leastIntervalNanos, times, overspent);
    }

    /** A scope in no mode, with budget left and the usual means. */
    public Surroundings(int machinesInScope) {
        this(machinesInScope, Map.of(), Set.of(), Means.USUAL);
    }
}
