package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.IdleChoice;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.MachineView;
import com.dumontcloud.sdk.policy.Means;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.ProtectedHours;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything the engine thinks of one machine: what {@link LifecyclePolicyEngine#decide} takes and returns.
 *
 * <p>Immutable outside this package: a decision works on a copy of its own and hands it out once.
 */
public final class MachineCondition implements MachineView {

    MachineProfile profile;
    EffectiveSettings settings;
    /** Since when the settings it was assigned are in force; what armed under others before does not hold. */
    long configuredNanos = Long.MIN_VALUE;

    boolean claimed;
    int machinesInScope = 1;
    /** What the newest decision was told of its scope; told anew each time and not worth keeping. */
    Map<FleetMode, Reason> modes = Map.of();

    /** The same, of the budget. */
    Set<Cause> outOfTurn = Set.of();

    /** The same, of what can be done there. */
    Means means = Means.USUAL;

    /** The same, of the spend caps. */
    @Nullable
    Reason overspent;

    MachineState power = MachineState.UNKNOWN;
    /** The newest power that was known: a read that failed is no change. */
    @Nullable
    MachineState knownPower;

    /** Whether its provider bills the price of a GPU, whatever power it shows; absent where it does not say what it bills. */
    @Nullable
    Boolean gpuBilled;

    /** Whether it was ever shown as running. */
    boolean hasRun;

    /** How long it has been starting; absent while its provider does not show that it is. */
    @Nullable
    Starting starting;

    @Nullable
    Long powerReadNanos;

    @Nullable
    Long powerAskedNanos;

    long runningSinceNanos;
    /** Since when it has been parked; absent while it is not. */
    @Nullable
    Long parkedNanos;

    /** When it was first seen to be stopped; absent while it is not known to be. */
    @Nullable
    Instant stoppedAt;

    /** What turned it off, or gave it back; absent while it is on, and where nobody here did. */
    @Nullable
    PowerChange turnedOff;

    /** What was to turn it on since, and did not; absent while it is on. */
    @Nullable
    PowerChange notWoken;

    /** That it lies orphaned and parked; absent unless it is given back for that some day. */
    @Nullable
    Forgotten forgotten;

    /** That it broke down; absent while it works, or is off because somebody wanted that. */
    @Nullable
    Breakdown breakdown;

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

    Habit habit = Habit.NONE;
    /** What follows from its habit and its price; absent until that is worked out, and where nothing is derived. */
    @Nullable
    IdleChoice idleChoice;

    /** What its provider said of waking it; absent while it did not. */
    @Nullable
    WakeRisk wakeRisk;

    @Nullable
    Long wakeRiskAskedNanos;

    @Nullable
    IdleRun idleRun;
    /** From when on the run's samples speak for enough of it. */
    Coverage coverage = Coverage.WHOLE;

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

    /** Before this nothing is intended again for being unused: the back-off after an intent that was taken back. */
    long idleAgainNanos = Long.MIN_VALUE;

    /** How many such intents were taken back since it was last used, or one was done. */
    int takenBack;

    @Nullable
    Long finishedAtNanos;

    @Nullable
    Notified notified;

    KeepAlive keepAlive = KeepAlive.NONE;

    @Nullable
    Exemption exemption;

    ProtectedHours protectedHours = ProtectedHours.NONE;
    CalendarPage calendar = CalendarPage.UNREAD;

    @Nullable
    String legalHold;

    /** What its label says of who rented it; absent where it says nothing, and once what followed from it is done. */
    @Nullable
    OwnerLease lease;

    long leaseSinceNanos;

    @Nullable
    Operation operation;

    int operations;

    /** What a person wants its agent to do; absent while there is nothing. */
    @Nullable
    Errand errand;

    @Nullable
    Reason pending;
    /** For what cause it is due and has to wait; absent while it is not, or need not. */
    @Nullable
    Cause waiting;

    /** The newest stretch of time in which nobody watched, while an idle run spans it. */
    @Nullable
    Unwatched unwatched;

    /** How many absences of its engine it is known to have been through. */
    int absences;

    /** As what it would be parked, were the engine not in shadow; absent unless that stands. */
    @Nullable
    Cause shadowed;

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
        copy.configuredNanos = configuredNanos;
        copy.claimed = claimed;
        copy.machinesInScope = machinesInScope;
        copy.modes = modes;
        copy.outOfTurn = outOfTurn;
        copy.means = means;
        copy.overspent = overspent;
        copy.power = power;
        copy.gpuBilled = gpuBilled;
        copy.hasRun = hasRun;
        copy.starting = starting;
        copy.powerReadNanos = powerReadNanos;
        copy.powerAskedNanos = powerAskedNanos;
        copy.knownPower = knownPower;
        copy.parkedNanos = parkedNanos;
        copy.stoppedAt = stoppedAt;
        copy.turnedOff = turnedOff;
        copy.notWoken = notWoken;
        copy.forgotten = forgotten;
        copy.breakdown = breakdown;
        copy.reporters = reporters;
        copy.bootId = bootId;
        copy.liveness = liveness;
        copy.silentSinceNanos = silentSinceNanos;
        copy.witness = witness;
        copy.witnessAskedNanos = witnessAskedNanos;
        copy.witnessHeardNanos = witnessHeardNanos;
        copy.activity = activity;
        copy.habit = habit;
        copy.idleChoice = idleChoice;
        copy.wakeRisk = wakeRisk;
        copy.wakeRiskAskedNanos = wakeRiskAskedNanos;
        copy.idleRun = idleRun;
        copy.coverage = coverage;
        copy.gpuWorkedNanos = gpuWorkedNanos;
        copy.warning = warning;
        copy.plannedNanos = plannedNanos;
        copy.backOffUntilNanos = backOffUntilNanos;
        copy.failures = failures;
        copy.idleAgainNanos = idleAgainNanos;
        copy.takenBack = takenBack;
        copy.finishedAtNanos = finishedAtNanos;
        copy.notified = notified;
        copy.keepAlive = keepAlive;
        copy.exemption = exemption;
        copy.protectedHours = protectedHours;
        copy.calendar = calendar;
        copy.legalHold = legalHold;
        copy.lease = lease;
        copy.leaseSinceNanos = leaseSinceNanos;
        copy.operation = operation;
        copy.operations = operations;
        copy.errand = errand;
        copy.pending = pending;
        copy.waiting = waiting;
        copy.unwatched = unwatched;
        copy.absences = absences;
        copy.shadowed = shadowed;
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
        return power != MachineState.DELETED && (!profile.isManaged() || powerReadNanos == null);
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

    /** Returns whether it was ever shown as running or heard, so that there may be data on it. */
    public boolean wasUsed() {
        return hasRun || liveness != Liveness.NEVER_SEEN;
    }

    @Override
    public long silentSinceNanos() {
        return silentSinceNanos;
    }

    @Override
    public Optional<IdleChoice> idleChoice() {
        return Optional.ofNullable(idleChoice);
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
    public Optional<Exemption> exemption() {
        return Optional.ofNullable(exemption);
    }

    @Override
    public ProtectedHours protectedHours() {
        return protectedHours;
    }

    @Override
    public boolean isWithinProtectedHours() {
        return calendar.isProtected();
    }

    @Override
    public Optional<String> legalHold() {
        return Optional.ofNullable(legalHold);
    }

    @Override
    public Optional<OwnerLease> lease() {
        return Optional.ofNullable(lease);
    }

    @Override
    public long leaseSinceNanos() {
        return leaseSinceNanos;
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

    @Override
    public Map<FleetMode, Reason> modes() {
        return modes;
    }

    @Override
    public Set<Cause> outOfTurn() {
        return outOfTurn;
    }

    @Override
    public Optional<Long> forgottenSinceNanos() {
        return Optional.ofNullable(forgotten).map(Forgotten::sinceNanos);
    }

    @Override
    public boolean isReleaseAnnounced(Moment now) {
        Duration deleteAfter = settings.base().orphanDeleteAfter();
        return forgotten != null
                && deleteAfter != null
                && forgotten.isFullyWarned()
                && forgotten.isReached(deleteAfter, Duration.ZERO, now);
    }

    @Override
    public Means means() {
        return means;
    }

    @Override
    public Optional<Reason> overspent() {
        return Optional.ofNullable(overspent);
    }

    @Override
    public Optional<BrokenDown> brokenDown() {
        Breakdown broken = breakdown;
        if (broken == null) {
            return Optional.empty();
        }
        Replacement replacement = broken.replacement();
        MachineId inPlace = replacement != null && replacement.confirmed() ? replacement.machine() : null;
        return Optional.of(new BrokenDown(
                broken.sinceNanos(),
                broken.words(),
                broken.failed(),
                broken.neverCameUp(),
                inPlace,
                broken.heardNanos()));
    }

    /**
     * Returns whether another machine stands, or may stand, for this one: then nothing on it speaks for the work any more, and it is
     * kept down.
     */
    public boolean isFenced() {
        return breakdown != null && breakdown.replacement() != null;
    }

    /** Returns what the reporter that was heard last said then; empty where none ever was. */
    public Optional<Evidence> newestEvidence() {
        return reporters.stream().findFirst().map(ReporterState::newest);
    }

    /** Returns for what cause the machine is due and waits, for a mode to end or its turn to come; empty while it does not. */
    public Optional<Cause> waiting() {
        return Optional.ofNullable(waiting);
    }

    /** Returns as what it would be parked now, were the engine not in shadow; empty unless that stands. */
    public Optional<Cause> shadowed() {
        return Optional.ofNullable(shadowed);
    }

    /** Returns of how many absences of its engine it was told, or had no need to be. */
    public int absences() {
        return absences;
    }

    /** Returns the operation that is open, if one is. */
    public Optional<Operation> operation() {
        return Optional.ofNullable(operation);
    }

    /** Returns what a person wants its agent to do, until that answered. */
    public Optional<Errand> errand() {
        return Optional.ofNullable(errand);
    }

    /** Returns what stands in the way of, or leads to, the next action; empty while nothing does. */
    public Optional<Reason> pending() {
        return Optional.ofNullable(pending);
    }

    /** Returns the observed time at which this machine must be looked at again though nothing happened. */
    public long nextDueNanos() {
        return nextDueNanos;
    }

    /** Before this nothing is intended: after a failure, and while its users cannot have noticed that its settings changed. */
    long earliestNanos() {
        return Math.max(backOffUntilNanos, noticedNanos());
    }

    /** When its users can have noticed that its settings changed: a warning's lead after that. */
    long noticedNanos() {
        return configuredNanos + settings.warnLeadNanos();
    }

    /** Returns whether silence means anything: whether the machine is on, or not known to be off. */
    public boolean isExpectedToReport() {
        return isAssumedRunning()
                ? !isParked()
                : power == MachineState.RUNNING
                        || (power == MachineState.UNKNOWN && !isParked() && knownPower != MachineState.STOPPED);
    }

    /** Returns whether an engine turned it off, this one or by its provider's word another, and it was not turned on since. */
    public boolean isParked() {
        return parkedNanos != null;
    }

    @Override
    public boolean isBilledAsRunning() {
        if (isAssumedRunning()) {
            return !isParked();
        }
        return power != MachineState.DELETED
                && Objects.requireNonNullElse(
                        gpuBilled, power != MachineState.STOPPED && power != MachineState.HIBERNATING);
    }

    /**
     * Returns whether it may cost what a running machine costs since its provider was last read, which showed that it does not: it is on
     * its way, was told to start, or broke down and may come back by itself.
     */
    public boolean mayBeBilledUnseen() {
        boolean isStarted = operation != null && operation.kind() == Operation.Kind.WAKE && !operation.isRevocable();
        return !isAssumedRunning()
                && power != MachineState.DELETED
                && !isBilledAsRunning()
                && (isStarted || knownPower == MachineState.STARTING || knownPower == MachineState.FAILED);
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
            if (operation.releases() && !operation.isRevocable() && power != MachineState.DELETED) {
                return MachineState.STOPPING;
            }
        }
        if (starting != null && starting.failed()) {
            return MachineState.FAILED;
        }
        if (isParked() && power != MachineState.DELETED && power != MachineState.FAILED) {
            return MachineState.HIBERNATING;
        }
        return isAssumedRunning() || power == MachineState.UNKNOWN ? MachineState.RUNNING : power;
    }

    /**
     * Returns why it is off: what turned it off and on what grounds, then what came of turning it on since. Empty while it is on or on its
     * way, and where nobody here turned it off.
     */
    public List<Reason> whyOff() {
        MachineState shown = shownState();
        if (shown == MachineState.RUNNING || shown == MachineState.STARTING) {
            return List.of();
        }
        List<Reason> why = new ArrayList<>();
        if (turnedOff != null) {
            String kind = turnedOff.kind().name().toLowerCase(Locale.ROOT);
            String cause = turnedOff.cause().name().toLowerCase(Locale.ROOT);
            why.add(Reason.of(Reason.Code.TURNED_OFF, kind, cause, turnedOff.at()));
            why.add(turnedOff.reason());
        }
        if (notWoken != null) {
            why.add(Reason.of(Reason.Code.NOT_WOKEN, notWoken.at()));
            why.add(notWoken.reason());
        }
        return why;
    }

    /** It is on: why it was off is history. */
    void forgetWhyOff() {
        turnedOff = null;
        notWoken = null;
    }

    /** Returns whether its users are told that it is going to be parked for being idle. */
    public boolean isWarned() {
        return activity == Activity.DUE || plannedNanos != null;
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

    /** Returns what a person wants of this reporter, if its reply is to carry that. */
    public Optional<AgentCommand> errandFor(String reporterId) {
        return ErrandRule.commandFor(errand, reporterId);
    }

    /**
     * Returns whether this condition says no more than an earlier one but that it still holds: what may be answered before it is
     * written down, since a process that misses it and {@linkplain #takenUp goes on} does nothing earlier for that.
     */
    public boolean differsOnlyInTime(MachineCondition before) {
        return Folding.differsOnlyInTime(before, this);
    }

    /**
     * Returns the condition with which another process goes on from this one, which may have been followed by others that
     * {@linkplain #differsOnlyInTime differ only in time}.
     *
     * @param nowNanos the latest observed time that is known
     */
    public MachineCondition takenUp(long nowNanos) {
        return Folding.takenUp(this, nowNanos);
    }

    /** Returns the notice to its owner that no notifier has taken yet; a process that takes the machine up sends it again. */
    public Optional<Effect.Notice> openNotice(long nowNanos) {
        if (forgotten != null && forgotten.open() != null) {
            Reason announcement = ForgottenRule.announcement(forgotten, nowNanos);
            return Optional.of(new Effect.Notice(forgotten.open().noticeId(), announcement));
        }
        if (notified == null || notified.acceptedNanos() != null) {
            return Optional.empty();
        }
        Reason reason = finishedAtNanos == null
                ? Reason.of(Reason.Code.ORPHANED, Duration.ofNanos(nowNanos - silentSinceNanos))
                : Reason.of(Reason.Code.WORK_FINISHED, Duration.ofNanos(nowNanos - finishedAtNanos));
        return Optional.of(new Effect.Notice(notified.noticeId(), reason));
    }

    /** Returns what people are told again who may have missed it: that an operation waits for one of them. */
    public Optional<Effect.Alert> openAlert(long nowNanos) {
        return operation()
                .filter(open -> open.phase() == Operation.Phase.NEEDS_HUMAN)
                .map(open -> new Effect.Alert(
                        Effect.Severity.CRITICAL,
                        Reason.of(
                                Reason.Code.STILL_NEEDS_HUMAN,
                                open.kind().name().toLowerCase(Locale.ROOT),
                                Duration.ofNanos(nowNanos - open.sinceNanos()),
                                power.text(),
                                Confirmation.rate(this))));
    }

    @Override
    public String toString() {
        return "machine " + id() + ": " + shownState().text() + ", " + liveness + ", " + activity;
    }

    /**
     * That its owner is to be told before the machine is parked though nobody on it can be warned.
     *
     * @param noticeId names the notice
     * @param sentNanos observed time at which it was sent first
     * @param acceptedNanos observed time at which a notifier took it; absent until then
     * @param alerted whether people were told that the time to act had come
     */
    record Notified(
            String noticeId, long sentNanos, @Nullable Long acceptedNanos, boolean alerted) {

        Notified acceptedAt(long now) {
            return new Notified(noticeId, sentNanos, now, alerted);
        }

        Notified alerting() {
            return new Notified(noticeId, sentNanos, acceptedNanos, true);
        }
    }
}
