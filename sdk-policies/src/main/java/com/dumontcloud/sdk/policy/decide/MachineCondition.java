package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.MachineView;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything the engine thinks of one machine: what {@link LifecyclePolicyEngine#decide} takes and returns.
 *
 * <p>Immutable outside this package: a decision works on a copy of its own and hands it out once.
 */
public final class MachineCondition implements MachineView {

    MachineProfile profile;
    EffectiveSettings settings;
    boolean claimed;
    int machinesInScope = 1;

    MachineState power = MachineState.UNKNOWN;
    /** The newest power that was known: a read that failed is no change. */
    @Nullable
    MachineState knownPower;

    @Nullable
    Long powerReadNanos;

    @Nullable
    Long powerAskedNanos;

    long runningSinceNanos;
    /** Since when it has been parked; absent while it is not. */
    @Nullable
    Long parkedNanos;

    List<ReporterState> reporters = List.of();

    @Nullable
    String bootId;

    Liveness liveness = Liveness.NEVER_SEEN;
    long silentSinceNanos;
    Witness witness = Witness.UNKNOWN;

    @Nullable
    Long witnessAskedNanos;

    @Nullable
    Long witnessHeardNanos;

    Activity activity = Activity.INDETERMINATE;

    @Nullable
    IdleRun idleRun;
    /** Stretches of the run that no sample speaks for, oldest first, as long as another reporter's next one still may. */
    List<Gap> idleGaps = List.of();

    /** When a GPU of it was last seen to work. */
    @Nullable
    Long gpuWorkedNanos;

    @Nullable
    Warning warning;
    /** When it is going to be parked for being unused; absent unless its users were told. */
    @Nullable
    Long plannedNanos;
    /** Before this the engine intends nothing again: the back-off after an action that failed. */
    long backOffUntilNanos = Long.MIN_VALUE;
    /** How many actions have failed since one was done. */
    int failures;

    @Nullable
    Long finishedAtNanos;

    @Nullable
    Notified notified;

    KeepAlive keepAlive = KeepAlive.NONE;

    @Nullable
    Operation operation;

    int operations;

    @Nullable
    Reason pending;

    List<String> failedExtensions = List.of();
    /** When a rule wants to be asked again though nothing happened. */
    long lookAgainNanos = Long.MAX_VALUE;

    long nextDueNanos = Long.MAX_VALUE;

    MachineCondition(MachineProfile profile, EffectiveSettings settings, long now) {
        this.profile = profile;
        this.settings = settings;
        this.runningSinceNanos = now;
        this.silentSinceNanos = now;
    }

    MachineCondition copy() {
        MachineCondition copy = new MachineCondition(profile, settings, runningSinceNanos);
        copy.claimed = claimed;
        copy.machinesInScope = machinesInScope;
        copy.power = power;
        copy.powerReadNanos = powerReadNanos;
        copy.powerAskedNanos = powerAskedNanos;
        copy.knownPower = knownPower;
        copy.parkedNanos = parkedNanos;
        copy.reporters = reporters;
        copy.bootId = bootId;
        copy.liveness = liveness;
        copy.silentSinceNanos = silentSinceNanos;
        copy.witness = witness;
        copy.witnessAskedNanos = witnessAskedNanos;
        copy.witnessHeardNanos = witnessHeardNanos;
        copy.activity = activity;
        copy.idleRun = idleRun;
        copy.idleGaps = idleGaps;
        copy.gpuWorkedNanos = gpuWorkedNanos;
        copy.warning = warning;
        copy.plannedNanos = plannedNanos;
        copy.backOffUntilNanos = backOffUntilNanos;
        copy.failures = failures;
        copy.finishedAtNanos = finishedAtNanos;
        copy.notified = notified;
        copy.keepAlive = keepAlive;
        copy.operation = operation;
        copy.operations = operations;
        copy.pending = pending;
        copy.failedExtensions = failedExtensions;
        copy.lookAgainNanos = lookAgainNanos;
        copy.nextDueNanos = nextDueNanos;
        return copy;
    }

    @Override
    public MachineId id() {
        return profile.id();
    }

    @Override
    public MachineProfile profile() {
        return profile;
    }

    @Override
    public EffectiveSettings settings() {
        return settings;
    }

    @Override
    public MachineState power() {
        return power;
    }

    @Override
    public boolean isAssumedRunning() {
        return !profile.isManaged() || powerReadNanos == null;
    }

    @Override
    public boolean isClaimed() {
        return claimed;
    }

    @Override
    public long runningSinceNanos() {
        return runningSinceNanos;
    }

    @Override
    public Liveness liveness() {
        return liveness;
    }

    @Override
    public long silentSinceNanos() {
        return silentSinceNanos;
    }

    @Override
    public Activity activity() {
        return activity;
    }

    @Override
    public Optional<IdleRun> idleRun() {
        return Optional.ofNullable(idleRun);
    }

    @Override
    public Optional<Long> finishedAtNanos() {
        return Optional.ofNullable(finishedAtNanos);
    }

    @Override
    public KeepAlive keepAlive() {
        return keepAlive;
    }

    @Override
    public Witness witness() {
        return witness;
    }

    @Override
    public Optional<Long> witnessHeardNanos() {
        return Optional.ofNullable(witnessHeardNanos);
    }

    @Override
    public int machinesInScope() {
        return machinesInScope;
    }

    /** Returns the operation that is open, if one is. */
    public Optional<Operation> operation() {
        return Optional.ofNullable(operation);
    }

    /** Returns what stands in the way of, or leads to, the next action; empty while nothing does. */
    public Optional<Reason> pending() {
        return Optional.ofNullable(pending);
    }

    /** Returns the observed time at which this machine must be looked at again though nothing happened. */
    public long nextDueNanos() {
        return nextDueNanos;
    }

    /** Returns whether silence means anything: whether the machine is on, or not known to be off. */
    public boolean isExpectedToReport() {
        return isAssumedRunning()
                ? !isParked()
                : power == MachineState.RUNNING || (power == MachineState.UNKNOWN && !isParked());
    }

    /** Returns whether the engine turned it off, and it was not turned on since. */
    public boolean isParked() {
        return parkedNanos != null;
    }

    /** Returns whether it costs what a running machine costs. What cannot be told is taken to be the dearer. */
    public boolean isBilledAsRunning() {
        return isAssumedRunning()
                ? !isParked()
                : power != MachineState.STOPPED && power != MachineState.HIBERNATING && power != MachineState.DELETED;
    }

    /**
     * Returns the state that people are shown: what the provider says, but {@code HIBERNATING} from the intent to park it until
     * it is woken, and {@code STARTING} while it is woken.
     */
    public MachineState shownState() {
        if (operation != null && operation.phase() != Operation.Phase.NEEDS_HUMAN) {
            if (operation.kind() == Operation.Kind.HIBERNATE) {
                return MachineState.HIBERNATING;
            }
            if (operation.kind() == Operation.Kind.WAKE) {
                return MachineState.STARTING;
            }
        }
        if (isParked() && power != MachineState.DELETED && power != MachineState.FAILED) {
            return MachineState.HIBERNATING;
        }
        return isAssumedRunning() || power == MachineState.UNKNOWN ? MachineState.RUNNING : power;
    }

    /** Returns how long until the machine is parked for being idle; empty unless its users were told so. */
    public Optional<Duration> hibernateIn(long nowNanos) {
        if (activity == Activity.DUE) {
            return Optional.of(Duration.ZERO);
        }
        return Optional.ofNullable(plannedNanos).map(planned -> Duration.ofNanos(Math.max(0, planned - nowNanos)));
    }

    /** Returns the command that this reporter's reply carries, if it is the one that is asked, with the time that is left for it. */
    public Optional<AgentCommand> commandFor(String reporterId, long nowNanos) {
        return AgentLine.commandFor(this, reporterId, nowNanos);
    }

    @Override
    public String toString() {
        return "machine " + id() + ": " + shownState().text() + ", " + liveness + ", " + activity;
    }

    /**
     * That its owner is to be told before the machine is parked though nobody on it can be warned.
     *
     * @param noticeId names the notice
     * @param acceptedNanos observed time at which a notifier took it; absent until then
     * @param alerted whether people were told that the time to act had come
     */
    record Notified(String noticeId, @Nullable Long acceptedNanos, boolean alerted) {}
}
