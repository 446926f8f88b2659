package com.dumontcloud.sdk.policy;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.Witness;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /**
     * Returns whether it costs what a running machine costs: by its provider's bill, or by its power where the provider does not tell what
     * it bills. What cannot be told is taken to be the dearer.
     */
    boolean isBilledAsRunning();

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

    /** Returns how long it may be unused and why so long; empty where that is the same for every machine. */
    Optional<IdleChoice> idleChoice();

    /** Returns whether it is used. */
    Activity activity();

    /** Returns the evidence that it is not used, while there is any. */
    Optional<IdleRun> idleRun();

    /** Returns when, in observed time, the last of its reporters said that the work is done; empty unless that is so. */
    Optional<Long> finishedAtNanos();

    /** Returns until when people asked that it be left alone. */
    KeepAlive keepAlive();

    /** Returns the exemption that was last given to it, in force or run out; empty where none was, or it was revoked. */
    Optional<Exemption> exemption();

    /** Returns the hours in which the engine leaves it alone. */
    ProtectedHours protectedHours();

    /** Returns whether it is within those hours now. Costs nothing. */
    boolean isWithinProtectedHours();

    /** Returns why nobody may delete it or its copies, the owner included; empty where nothing forbids that. */
    Optional<String> legalHold();

    /** Returns the lease of the program that rented it, in force or run out; empty where its label names none. */
    Optional<OwnerLease> lease();

    /** Returns since when, in observed time, that lease has been seen to stand as it is: since then it was not renewed. */
    long leaseSinceNanos();

    /** Returns the provider's own view of it, as last given. */
    Witness witness();

    /** Returns when, in observed time, the provider gave that view; empty unless it did since a reporter was last heard. */
    Optional<Long> witnessHeardNanos();

    /** Returns how many machines of its scope are on and could fall silent with it, or were parked for their silence; 1 or more. */
    int machinesInScope();

    /** Returns the modes its scope is in, and why. */
    Map<FleetMode, Reason> modes();

    /** Returns for which causes it has to wait until others of its scope were parked long enough ago. */
    Set<Cause> outOfTurn();

    /** Returns since when, in observed time, it has been orphaned and parked; empty unless it is given back for that some day. */
    Optional<Long> forgottenSinceNanos();

    /** Returns whether its owner was told three times, and long enough ago on both clocks, that it is going to be given back. */
    boolean isReleaseAnnounced(Moment now);

    /** Returns what can be done with machines of its scope. */
    Means means();

    /** Returns the spend cap that is reached over it; empty while none is. */
    Optional<Reason> overspent();

    /** Returns that it broke down, or was taken away by its provider, and what came of that; empty while it works or is off. */
    Optional<BrokenDown> brokenDown();

    /**
     * That a machine broke down.
     *
     * @param sinceNanos observed time at which its provider first showed it
     * @param words what its provider said of it
     * @param tries how many replacements came to nothing
     * @param neverCameUp whether it failed to start
     * @param replacedBy the machine that took its place; absent while none has
     * @param heardNanos observed time at which something on it was last heard though another one takes its place; absent for never
     */
    record BrokenDown(
            long sinceNanos,
            String words,
            int tries,
            boolean neverCameUp,
            @Nullable MachineId replacedBy,
            @Nullable Long heardNanos) {}

    /**
     * An unbroken stretch of idle samples. It lasts from its first sample to its newest: time alone never lengthens it.
     *
     * @param firstNanos observed time of the first sample
     * @param newestNanos observed time of the newest
     * @param coveredNanos how much of the time between them samples speak for
     * @param thinNanos how much of its beginning does not count as evidence, since samples speak for too little of what followed
     */
    record IdleRun(long firstNanos, long newestNanos, long coveredNanos, long thinNanos) {

        /** Returns how long the run is. */
        public Duration length() {
            return Duration.ofNanos(newestNanos - firstNanos);
        }

        /** Returns since when, in observed time, it counts as evidence that nobody uses the machine. */
        public long countsSinceNanos() {
            return firstNanos + thinNanos;
        }

        /** Returns the share of the run that samples speak for, 0 to 1; 1 for a run of a single sample. */
        public double coverage() {
            return newestNanos == firstNanos ? 1 : Math.min(1, coveredNanos / (double) (newestNanos - firstNanos));
        }
    }
}
