package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.IdleSignal;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
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

    private final LifecycleSettings settings;
    private final EvidenceRule evidence;
    private final Escalation escalation;
    private final OperationFlow operations;

    private LifecyclePolicyEngine(Builder builder) {
        this.settings = builder.settings;
        List<LifecyclePolicy> builtIn = new ArrayList<>(BuiltInRules.all());
        builtIn.addAll(builder.guards);
        Verdicts verdicts = new Verdicts(Named.all("policy", builtIn, builder.policies));
        this.operations = new OperationFlow(new Objections(verdicts));
        this.evidence = new EvidenceRule(new SignalReader(builder.signals), operations);
        this.escalation = new Escalation(verdicts, operations);
    }

    /** Returns an engine with the built-in rules alone. */
    public static LifecyclePolicyEngine of(LifecycleSettings settings) {
        return builder(settings).build();
    }

    /** Returns a builder of an engine with these settings. */
    public static Builder builder(LifecycleSettings settings) {
        return new Builder(settings);
    }

    /** Returns the settings in force. */
    public LifecycleSettings settings() {
        return settings;
    }

    /**
     * Returns the condition of a machine of which nothing is known but that it exists.
     *
     * @param claimed whether it may be acted on; what a provider merely lists may not
     */
    public MachineCondition begin(MachineProfile profile, boolean claimed, Moment now) {
        MachineCondition condition = new MachineCondition(profile, effective(false, false), now.observedNanos());
        condition.claimed = claimed;
        return condition;
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
        Draft draft = new Draft(before.copy(), now);
        draft.next.machinesInScope = around.machinesInScope();
        if (!apply(draft, event)) {
            return new Decision(before, List.of(), false);
        }
        SilenceLadder.climb(draft);
        operations.advance(draft);
        escalation.escalate(draft);
        draft.next.nextDueNanos = NextDue.of(draft.next, now);
        return new Decision(draft.next, draft.effects, true);
    }

    private boolean apply(Draft draft, Event event) {
        MachineCondition next = draft.next;
        if (event instanceof Event.Ticked) {
            return true;
        } else if (event instanceof Event.HeartbeatAccepted heartbeat) {
            return evidence.accept(draft, heartbeat.evidence(), this::effective);
        } else if (event instanceof Event.Contact) {
            evidence.contact(draft);
            return true;
        } else if (event instanceof Event.ProviderRead read) {
            PowerRule.read(draft, read.machine(), operations);
            return true;
        } else if (event instanceof Event.ProviderLost) {
            PowerRule.lost(draft, operations);
            return true;
        } else if (event instanceof Event.WitnessHeard heard) {
            next.witness = heard.witness();
            next.witnessHeardNanos = draft.now();
            return true;
        } else if (event instanceof Event.KeptAlive asked) {
            Instant latest = draft.moment.wall().plus(KeepAlive.LONGEST);
            next.keepAlive =
                    next.keepAlive.extendedTo(asked.until().isAfter(latest) ? latest : asked.until(), asked.scope());
            return true;
        } else if (event instanceof Event.KeepAliveRevoked) {
            next.keepAlive = KeepAlive.NONE;
            return true;
        } else if (event instanceof Event.NoticeAccepted accepted) {
            return escalation.noticeAccepted(draft, accepted.noticeId());
        } else if (event instanceof Event.Commanded commanded) {
            return operations.command(draft, commanded.kind());
        } else if (event instanceof Event.OperationClaimed claimed) {
            return operations.claimed(draft, claimed);
        } else if (event instanceof Event.ProviderAnswered answered) {
            return operations.answered(draft, answered);
        } else if (event instanceof Event.Claimed) {
            next.claimed = true;
            return true;
        } else if (event instanceof Event.Registered registered) {
            next.profile = next.profile.registeredAs(registered.profile());
            next.claimed = true;
            return true;
        }
        throw new IllegalStateException("no rule for " + event);
    }

    private EffectiveSettings effective(boolean hasProcesses, boolean hasSessions) {
        return EffectiveSettings.of(settings, settings.interval(), hasProcesses, hasSessions);
    }

    /** Collects what an engine is made of. Not thread-safe. */
    public static final class Builder {

        private final LifecycleSettings settings;
        private final Set<BuiltInGuard> guards = EnumSet.allOf(BuiltInGuard.class);
        private final List<IdleSignal> signals = new ArrayList<>();
        private final List<LifecyclePolicy> policies = new ArrayList<>();

        private Builder(LifecycleSettings settings) {
            this.settings = Objects.requireNonNull(settings, "settings");
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

        /** Returns the engine. */
        public LifecyclePolicyEngine build() {
            return new LifecyclePolicyEngine(this);
        }
    }
}
