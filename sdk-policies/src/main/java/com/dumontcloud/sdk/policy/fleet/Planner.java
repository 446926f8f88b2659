package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Puts what happened before the engine, with what the rest of the fleet has to do with it. Guarded by the fleet's lock. */
final class Planner {

    private final Roster roster;
    private final FleetModes modes;
    private LifecyclePolicyEngine engine;

    Planner(LifecyclePolicyEngine engine, Roster roster, FleetModes modes) {
        this.engine = engine;
        this.roster = roster;
        this.modes = modes;
    }

    LifecyclePolicyEngine engine() {
        return engine;
    }

    /** Lets another engine decide from here on. */
    void decideBy(LifecyclePolicyEngine other) {
        engine = other;
    }

    /** Returns a machine that nobody watches yet. */
    WatchedMachine begin(MachineProfile profile, boolean claimed, Moment now) {
        return new WatchedMachine(engine.begin(profile, claimed, now), new Ledger(now), now);
    }

    /** Returns a new machine under the id of one that is gone. */
    WatchedMachine begin(MachineProfile profile, WatchedMachine gone, boolean claimed, Moment now) {
        return gone.reborn(engine.begin(profile, claimed, now), now);
    }

    Optional<Plan> plan(WatchedMachine machine, Event event, Moment now) {
        MachineCondition before = machine.condition();
        boolean isNewcomer = !roster.has(machine);
        if (isNewcomer) {
            roster.scopes().enter(before, now);
        }
        Surroundings around = around(before, now);
        if (isNewcomer) {
            roster.countAsKnown(before.id(), now);
        }
        return plan(machine, event, now, around);
    }

    /** Returns all that a decision on this machine may know of the rest of the fleet. */
    Surroundings around(MachineCondition machine, Moment now) {
        return roster.spending().over(modes.around(machine, now), machine.profile());
    }

    /** Looks again at every machine that a cap is reached over, or was. */
    List<Question> overspent() {
        return roster.all().stream()
                .map(WatchedMachine::condition)
                .filter(machine ->
                        machine.overspent().isPresent() || roster.spending().reachedBy(machine.profile()) != null)
                .map(machine ->
                        new Question(machine.id(), now -> plan(roster.find(machine.id()), new Event.Ticked(), now)))
                .toList();
    }

    /** Brings the same event to every machine. */
    List<Question> ofAll(Event event) {
        return ofEach(machine -> event);
    }

    /** Brings an event of its own to every machine. */
    List<Question> ofEach(Function<MachineCondition, Event> events) {
        return roster.all().stream()
                .map(WatchedMachine::condition)
                .map(machine ->
                        new Question(machine.id(), now -> plan(roster.find(machine.id()), events.apply(machine), now)))
                .toList();
    }

    /** Looks again at every machine whose time has come, though nothing happened. */
    List<Question> due(Moment now) {
        return roster.due(now).stream()
                .map(machine -> new Question(
                        machine.condition().id(),
                        then -> isDue(machine, then) ? plan(machine, new Event.Ticked(), then) : Optional.empty()))
                .toList();
    }

    /** Those who are due and waited, the dearest idle first: each goes on if the budget has something left when it is asked. */
    List<Question> turns(Moment now) {
        modes.lookAtAll(now);
        List<Question> turns = new ArrayList<>();
        for (Scope scope : roster.scopes().wholes()) {
            if (scope.condition.isPaused()) {
                continue;
            }
            for (Cause payer : scope.waitedFor()) {
                if (!scope.budget.hasLeft(payer, scope.machines(), now.observedNanos())) {
                    continue;
                }
                for (Scope.Waiting next : scope.queue(payer, now.observedNanos())) {
                    turns.add(new Question(next.id(), then -> turn(payer, next.id(), then)));
                }
            }
        }
        return turns;
    }

    private Optional<Plan> turn(Cause payer, MachineId id, Moment now) {
        WatchedMachine machine = roster.find(id);
        for (Scope scope : roster.scopes().of(machine.condition())) {
            if (!scope.budget.hasLeft(payer, scope.machines(), now.observedNanos())) {
                return Optional.empty();
            }
        }
        return plan(
                machine,
                new Event.Ticked(),
                now,
                roster.spending()
                        .over(
                                modes.aroundWithTurn(machine.condition(), now),
                                machine.condition().profile()));
    }

    private Optional<Plan> plan(WatchedMachine machine, Event event, Moment now, Surroundings around) {
        MachineCondition before = machine.condition();
        machine.pass(now);
        Decision decision = engine.decide(before, event, now, around);
        Cause payer = decision.counted() ? Budget.paid(before, decision) : null;
        List<Change> spent = payer == null
                ? List.of()
                : roster.scopes().of(decision.next()).stream()
                        .<Change>map(scope -> Budget.spent(scope.name, payer, now))
                        .toList();
        return Optional.of(new Plan(machine, event, now, before, around, decision, !roster.has(machine), spent));
    }

    private static boolean isDue(WatchedMachine machine, Moment now) {
        return machine.condition().nextDueNanos() <= now.observedNanos();
    }
}
