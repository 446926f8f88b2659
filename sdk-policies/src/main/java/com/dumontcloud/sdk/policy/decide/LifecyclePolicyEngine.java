package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.IdleSignal;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.PolicyAssignment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Extensions.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Decides what follows from an event for one machine.
 *
 * <p>Pure, total and deterministic: the same condition, event, moment and surroundings give the same decision. It reads no
 * clock, sleeps never and calls nobody; what it wants done it returns as {@link Effect}s, and what came of them it is told as
 * {@link Event}s. It costs about a microsecond. Immutable and thread-safe.
 */
public final class LifecyclePolicyEngine {

    private final PolicyAssignment assignment;
    private final SignalReader signals;
    private final Verdicts verdicts;
    private final EvidenceRule evidence;
    private final Escalation escalation;
    private final OperationFlow operations;
    private final Set<Precondition> preconditions;

    private LifecyclePolicyEngine(Builder builder) {
        this.assignment = builder.assignment;
        List<LifecyclePolicy> builtIn = new ArrayList<>(BuiltInRules.all());
        builtIn.addAll(builder.guards);
        this.signals = new SignalReader(builder.signals);
        this.verdicts = new Verdicts(Named.all("policy", builtIn, builder.policies));
        this.operations = new OperationFlow(new Objections(verdicts));
        this.evidence = new EvidenceRule(signals, operations);
        this.escalation = new Escalation(verdicts, operations);
        this.preconditions = EnumSet.copyOf(builder.preconditions);
    }

    private LifecyclePolicyEngine(LifecyclePolicyEngine rules, PolicyAssignment assignment) {
        this.assignment = assignment;
        this.signals = rules.signals;
        this.verdicts = rules.verdicts;
        this.operations = rules.operations;
        this.evidence = rules.evidence;
        this.escalation = rules.escalation;
        this.preconditions = rules.preconditions;
    }

    /** Returns an engine with the built-in rules alone. */
    public static LifecyclePolicyEngine of(LifecycleSettings settings) {
        return builder(settings).build();
    }

    /** Returns a builder of an engine under which the same settings hold for every machine. */
    public static Builder builder(LifecycleSettings settings) {
        return new Builder(PolicyAssignment.fleet(settings).build());
    }

    /** Returns a builder of an engine under which machines have the settings they are assigned. */
    public static Builder builder(PolicyAssignment assignment) {
        return new Builder(assignment);
    }

    /** Returns an engine with the same signals and policies, under which machines have other settings. */
    public LifecyclePolicyEngine with(PolicyAssignment other) {
        return new LifecyclePolicyEngine(this, Objects.requireNonNull(other, "other"));
    }

    /** Returns which settings hold for which machine. */
    public PolicyAssignment assignment() {
        return assignment;
    }

    /**
     * Returns the condition of a machine of which nothing is known but that it exists.
     *
     * @param claimed whether it may be acted on; what a provider merely lists may not
     */
    public MachineCondition begin(MachineProfile profile, boolean claimed, Moment now) {
        EffectiveSettings settings = EffectiveSettings.of(assignment.settingsOf(profile), false, false);
        MachineCondition condition = new MachineCondition(profile, settings, now.observedNanos());
        condition.claimed = claimed;
        LeaseRule.begin(condition, now.observedNanos());
        return condition;
    }

    /**
     * Returns the condition of a machine that was kept, with the very settings of this engine where they say the same: what is compared
     * at each heartbeat is then one object, for all machines.
     */
    public MachineCondition adopt(MachineCondition kept) {
        LifecycleSettings assigned = assignment.settingsOf(kept.profile);
        if (!assigned.equals(kept.settings.base())) {
            return kept;
        }
        MachineCondition adopted = kept.copy();
        adopted.settings = kept.settings.sharing(assigned);
        return adopted;
    }

    /**
     * Decides what follows from an event.
     *
     * @param before the machine's condition so far
     * @param event what happened
     * @param now when; never earlier, in observed time, than the event before
     * @param around what is known of the rest of its fleet
     */
    public Decision decide(MachineCondition before, Event event, Moment now, Surroundings around) {
        Draft draft = draft(before, now, around);
        if (!apply(draft, event)) {
            return new Decision(before, List.of(), false);
        }
        reconfigure(draft);
        openCalendar(draft);
        SilenceLadder.climb(draft);
        StartRule.advance(draft);
        operations.advance(draft);
        ErrandRule.advance(draft);
        DerivedRule.settle(draft);
        escalation.escalate(draft);
        SilenceLadder.keepWitnessed(draft);
        draft.next.nextDueNanos = NextDue.of(draft.next, now);
        return new Decision(draft.next, draft.effects, true);
    }

    /**
     * Explains a machine: what it is, what stands in the way, and what may be done to it next and when, by the rules that {@link
     * #decide} goes by. Decides nothing, and is as pure; costs some ten microseconds.
     *
     * @param machine its condition
     * @param now when it is asked
     * @param around what is known of the rest of its fleet
     * @param outlook what people are told of its scope beside that
     */
    public Explanation explain(MachineCondition machine, Moment now, Surroundings around, ScopeOutlook outlook) {
        Draft draft = draft(machine, now, around);
        openCalendar(draft);
        DerivedRule.settle(draft);
        return new Explainer(signals, verdicts, draft, outlook).explain();
    }

    private Draft draft(MachineCondition before, Moment now, Surroundings around) {
        Draft draft = new Draft(before.copy(), now, preconditions);
        draft.next.machinesInScope = around.machinesInScope();
        draft.next.modes = around.modes();
        draft.next.outOfTurn = around.outOfTurn();
        draft.next.means = around.means();
        draft.next.overspent = around.overspent();
        draft.next.absences = around.absences();
        draft.leastIntervalNanos = around.leastIntervalNanos();
        return draft;
    }

    private static void openCalendar(Draft draft) {
        draft.next.calendar = draft.next.calendar.at(draft.moment.wall(), draft.next.protectedHours);
    }

    private boolean apply(Draft draft, Event event) {
        MachineCondition next = draft.next;
        if (event instanceof Event.Ticked) {
            return true;
        } else if (event instanceof Event.HeartbeatAccepted heartbeat) {
            return evidence.accept(draft, heartbeat.evidence());
        } else if (event instanceof Event.Contact) {
            return evidence.contact(draft);
        } else if (event instanceof Event.ProviderRead read) {
            PowerRule.read(draft, read.machine(), operations);
            return true;
        } else if (event instanceof Event.ProviderLost) {
            PowerRule.lost(draft, operations);
            return true;
        } else if (event instanceof Event.ProviderMissed) {
            PowerRule.missed(draft, operations);
            return true;
        } else if (event instanceof Event.WitnessHeard heard) {
            next.witness = heard.witness();
            next.witnessHeardNanos = draft.now();
            return true;
        } else if (event instanceof Event.WakeRiskHeard heard) {
            DerivedRule.wakeRisk(draft, heard.risk());
            return true;
        } else if (event instanceof Event.KeptAlive asked) {
            Instant latest = draft.moment.wall().plus(KeepAlive.LONGEST);
            next.keepAlive =
                    next.keepAlive.extendedTo(asked.until().isAfter(latest) ? latest : asked.until(), asked.scope());
            return true;
        } else if (event instanceof Event.KeepAliveRevoked) {
            next.keepAlive = KeepAlive.NONE;
            return true;
        } else if (event instanceof Event.Exempted asked) {
            next.exemption = granted(asked.exemption(), draft.moment.wall().plus(Exemption.LONGEST));
            return true;
        } else if (event instanceof Event.ExemptionRevoked) {
            next.exemption = null;
            return true;
        } else if (event instanceof Event.HoursProtected asked) {
            next.protectedHours = asked.hours();
            next.calendar = CalendarPage.UNREAD;
            return true;
        } else if (event instanceof Event.LegalHoldSet set) {
            next.legalHold = set.reason();
            return true;
        } else if (event instanceof Event.Reconfigured) {
            return true;
        } else if (event instanceof Event.NoticeAccepted accepted) {
            return escalation.noticeAccepted(draft, accepted.noticeId());
        } else if (event instanceof Event.Commanded commanded) {
            if (commanded.kind() == Operation.Kind.WAKE) {
                if (next.overspent != null || FailoverRule.isReplaced(next)) {
                    return false; // Whoever may spend more raises the cap, and two of one are not to work at once.
                }
                DerivedRule.wanted(draft);
                LeaseRule.takenOver(draft);
            }
            return operations.command(draft, commanded);
        } else if (event instanceof Event.ErrandAsked asked) {
            return ErrandRule.ask(draft, operations.newId(draft, "cmd"), asked);
        } else if (event instanceof Event.Resolved resolved) {
            return operations.resolved(draft, resolved);
        } else if (event instanceof Event.OperationClaimed claimed) {
            return operations.claimed(draft, claimed);
        } else if (event instanceof Event.ProviderAnswered answered) {
            return Confirmation.answered(draft, answered);
        } else if (event instanceof Event.ReplacementRented rented) {
            return FailoverFlow.rented(draft, rented);
        } else if (event instanceof Event.ReplacementSeen seen) {
            return FailoverFlow.seen(draft, seen);
        } else if (event instanceof Event.ReplacementMissed missed) {
            return FailoverFlow.missed(draft, missed);
        } else if (event instanceof Event.Readmitted) {
            return FailoverRule.readmit(draft.next);
        } else if (event instanceof Event.SnapshotTaken taken) {
            return SnapshotFlow.taken(draft, taken);
        } else if (event instanceof Event.SnapshotVerified verified) {
            return SnapshotFlow.verified(draft, verified);
        } else if (event instanceof Event.SnapshotFailed failed) {
            return SnapshotFlow.failed(draft, failed);
        } else if (event instanceof Event.SnapshotInterrupted interrupted) {
            return SnapshotFlow.interrupted(draft, interrupted);
        } else if (event instanceof Event.Unwatched unwatched) {
            return Unwatched.begin(draft.next, unwatched.length());
        } else if (event instanceof Event.Claimed) {
            next.claimed = true;
            return true;
        } else if (event instanceof Event.Registered registered) {
            DerivedRule.reprofile(draft, next.profile.registeredAs(registered.profile()));
            next.claimed = true;
            return true;
        }
        throw new IllegalStateException("no rule for " + event);
    }

    /** Other settings apply forward: what was under way under those before is taken back, and its users are warned anew. */
    private void reconfigure(Draft draft) {
        MachineCondition next = draft.next;
        LifecycleSettings assigned = assignment.settingsOf(next.profile);
        if (assigned.equals(next.settings.base())) {
            return;
        }
        DerivedRule.reconfigure(draft, assigned);
        if (!draft.requires(Precondition.SETTINGS_IN_FORCE)) {
            return;
        }
        next.configuredNanos = draft.now();
        next.warning = null;
        operations.takeBackAny(draft, Reason.of(Reason.Code.RECONFIGURED));
    }

    private static Exemption granted(Exemption asked, Instant latest) {
        return asked.until().isAfter(latest) ? new Exemption(asked.reason(), latest) : asked;
    }

    /** Collects what an engine is made of. Not thread-safe. */
    public static final class Builder {

        private final PolicyAssignment assignment;
        private final Set<BuiltInGuard> guards = EnumSet.allOf(BuiltInGuard.class);
        private final Set<Precondition> preconditions = EnumSet.allOf(Precondition.class);
        private final List<IdleSignal> signals = new ArrayList<>();
        private final List<LifecyclePolicy> policies = new ArrayList<>();

        private Builder(PolicyAssignment assignment) {
            this.assignment = Objects.requireNonNull(assignment, "assignment");
        }

        /** Adds a way to tell whether a machine is used, beside the built-in ones. */
        public Builder signal(IdleSignal signal) {
            signals.add(Objects.requireNonNull(signal, "signal"));
            return this;
        }

        /** Adds an opinion, beside the built-in rules and guards. The order does not matter: any veto wins. */
        public Builder policy(LifecyclePolicy policy) {
            policies.add(Objects.requireNonNull(policy, "policy"));
            return this;
        }

        /** Leaves a guard out, to show what it is there for. */
        Builder without(BuiltInGuard guard) {
            guards.remove(guard);
            return this;
        }

        /** Does without a precondition, to show what it is there for. */
        Builder without(Precondition precondition) {
            preconditions.remove(precondition);
            return this;
        }

        /** Returns the engine. */
        public LifecyclePolicyEngine build() {
            return new LifecyclePolicyEngine(this);
        }
    }
}
