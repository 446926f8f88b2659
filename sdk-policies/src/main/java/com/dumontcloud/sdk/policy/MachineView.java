package com.dumontcloud.sdk.policy;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import java.time.Duration;
import java.util.Optional;

/**
 * One machine as a {@link LifecyclePolicy} sees it: the three axes and the evidence behind them. A snapshot: it does not
 * change while a policy looks at it, and is not to be kept after.
 */
public interface MachineView {

    /** Returns the machine. */
    MachineId id();

    /** Returns what is known of it apart from what it does. */
    MachineProfile profile();

    /** Returns the settings in force for it, adjusted to the interval told and to the people and processes on it. */
    EffectiveSettings settings();

    /** Returns what the provider says about its power; UNKNOWN where no provider was ever read, or the last read failed. */
    MachineState power();

    /** Returns whether its being on is taken for granted: it has no provider, or its provider never showed it yet. */
    boolean isAssumedRunning();

    /** Returns whether somebody claimed it; what a provider merely lists is watched and never touched. */
    boolean isClaimed();

    /** Returns since when it has been on without a break, in observed time. */
    long runningSinceNanos();

    /** Returns whether it still reports. */
    Liveness liveness();

    /** Returns since when nothing was heard of it, in observed time; a wake counts as hearing. */
    long silentSinceNanos();

    /** Returns whether it is used. */
    Activity activity();

    /** Returns the evidence that it is not used, while there is any. */
    Optional<IdleRun> idleRun();

    /** Returns when, in observed time, the last of its reporters said that the work is done; empty unless that is so. */
    Optional<Long> finishedAtNanos();

    /** Returns until when people asked that it be left alone. */
    KeepAlive keepAlive();

    /** Returns the provider's own view of it, as last given. */
    Witness witness();

    /** Returns when, in observed time, the provider gave that view; empty unless it did since a reporter was last heard. */
    Optional<Long> witnessHeardNanos();

    /** Returns how many machines its scope has, itself included. */
    int machinesInScope();

    /**
     * An unbroken stretch of idle samples. It lasts from its first sample to its newest: time alone never lengthens it.
     *
     * @param firstNanos observed time of the first sample
     * @param newestNanos observed time of the newest
     * @param coveredNanos how much of the time between them samples speak for
     */
    record IdleRun(long firstNanos, long newestNanos, long coveredNanos) {

        /** Returns how long the run is. */
        public Duration length() {
            return Duration.ofNanos(newestNanos - firstNanos);
        }

        /** Returns the share of the run that samples speak for, 0 to 1; 1 for a run of a single sample. */
        public double coverage() {
            return newestNanos == firstNanos ? 1 : Math.min(1, coveredNanos / (double) (newestNanos - firstNanos));
        }
    }
}
