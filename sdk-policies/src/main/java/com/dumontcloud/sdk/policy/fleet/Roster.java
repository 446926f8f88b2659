package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Moment;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The machines of a fleet, in the order in which they became known, each counted in its scope. Guarded by the fleet's lock. */
final class Roster {

    /** How many of a machine's newest heartbeats are kept for its page; the contract's number. */
    private static final int RECENT_OF_ONE = 100;

    /** Of a larger fleet fewer are kept of each, so that all together take some 50 MB. */
    private static final int RECENT_OF_ALL = 500_000;

    private final Map<MachineId, WatchedMachine> machines = new LinkedHashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final Scopes scopes;
    private final Spending spending;

    Roster(Scopes scopes, Spending spending) {
        this.scopes = scopes;
        this.spending = spending;
    }

    Spending spending() {
        return spending;
    }

    Scopes scopes() {
        return scopes;
    }

    Collection<WatchedMachine> all() {
        return Collections.unmodifiableCollection(machines.values());
    }

    Optional<WatchedMachine> get(MachineId id) {
        return Optional.ofNullable(machines.get(id));
    }

    /**
     * Returns a machine that has to be known.
     *
     * @throws DumontException {@link Kind#NOT_FOUND} if it is not
     */
    WatchedMachine find(MachineId id) {
        WatchedMachine machine = machines.get(id);
        if (machine == null) {
            throw new DumontException(
                    Kind.NOT_FOUND,
                    "no machine is called " + id + " here; register it, or check the id the provider shows");
        }
        return machine;
    }

    /** Returns whether it is this very machine that is known, and not none or an older one of its id. */
    boolean has(WatchedMachine machine) {
        return machines.get(machine.condition().id()) == machine;
    }

    /** Returns the machines whose time has come though nothing happened, without a look at any other. */
    List<WatchedMachine> due(Moment now) {
        return deadlines.due(now.observedNanos());
    }

    /** Returns how many of its newest heartbeats are kept of each. */
    int recentKept() {
        return Math.max(1, Math.min(RECENT_OF_ONE, RECENT_OF_ALL / Math.max(1, machines.size())));
    }

    void put(WatchedMachine machine, Moment now) {
        machines.put(machine.condition().id(), machine);
        deadlines.set(machine);
        scopes.enter(machine.condition(), now);
        spending.enter(machine);
    }

    /** From here on the rest of the fleet is decided on as if this plan stood. */
    void reserve(Plan plan) {
        scopes.enter(plan.next(), plan.now());
        plan.spent().forEach(spent -> scopes.named(spent.scope()).ifPresent(scope -> scope.budget.take(spent)));
    }

    /** The plan came to nothing. */
    void takeBack(Plan plan) {
        plan.spent().forEach(spent -> scopes.named(spent.scope()).ifPresent(scope -> scope.budget.giveBack(spent)));
        countAsKnown(plan.id(), plan.now());
    }

    /** The plan stands. */
    void become(Plan plan) {
        machines.put(plan.id(), plan.machine());
        plan.machine().become(plan.next(), plan.event());
        deadlines.set(plan.machine());
        spending.enter(plan.machine());
    }

    /** Counts a machine as it is known, whatever was planned for it. */
    void countAsKnown(MachineId id, Moment now) {
        get(id).ifPresentOrElse(known -> scopes.enter(known.condition(), now), () -> scopes.leave(id));
    }
}
