package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.Scope.Tally;
import com.dumontcloud.sdk.policy.fleet.Scope.Waiting;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What each provider's account has, counted as machines change. Machines without a provider form a scope of their own. Not
 * thread-safe.
 */
final class Scopes {

    /** The scope of machines that no provider of ours rents out. */
    static final String UNMANAGED = "";

    private final Supplier<LifecycleSettings> settings;
    private final Map<String, Scope> scopes = new LinkedHashMap<>();
    private final Map<MachineId, Entry> entries = new HashMap<>();
    private final Map<Entry, Entry> alike = new HashMap<>();

    Scopes(Supplier<LifecycleSettings> settings) {
        this.settings = settings;
        of(UNMANAGED);
    }

    Collection<Scope> all() {
        return scopes.values();
    }

    Scope of(MachineCondition machine) {
        return of(Objects.requireNonNullElse(machine.profile().provider(), UNMANAGED));
    }

    Scope of(String name) {
        return scopes.computeIfAbsent(name, any -> new Scope(name, settings));
    }

    /** Returns how many machines of all scopes send heartbeats, as far as is known. */
    int reporting() {
        int reporting = 0;
        for (Scope scope : scopes.values()) {
            reporting += scope.reporting();
        }
        return reporting;
    }

    /** Counts a machine as it is now, in place of what it was. */
    void enter(MachineCondition machine, Moment now) {
        Entry entry = new Entry(of(machine), tally(machine, now));
        if (Objects.equals(entry, entries.get(machine.id()))) {
            return;
        }
        leave(machine.id());
        entry.scope.count(entry.tally, 1);
        entries.put(machine.id(), entry.tally.waiting() == null ? shared(entry) : entry);
    }

    /** Of most machines the same is counted. */
    private Entry shared(Entry entry) {
        Entry known = alike.putIfAbsent(entry, entry);
        return known == null ? entry : known;
    }

    void leave(MachineId id) {
        Entry before = entries.remove(id);
        if (before != null) {
            before.scope.count(before.tally, -1);
        }
    }

    private static Tally tally(MachineCondition machine, Moment now) {
        boolean counted = speaksForUs(machine, now);
        boolean present = machine.power() != MachineState.DELETED;
        return new Tally(
                present,
                machine.isExpectedToReport() && machine.liveness() != Liveness.NEVER_SEEN,
                counted || (present && machine.isParked() && machine.liveness() == Liveness.ORPHANED),
                counted,
                counted && machine.liveness().isSilent(),
                Budget.heldBy(machine),
                machine.waiting().map(cause -> Waiting.of(machine, cause)).orElse(null));
    }

    /**
     * Whether its silence would say something of our own view: it is on, was heard before and said no goodbye, nobody holds it, and
     * its provider does not know it to be dead.
     */
    private static boolean speaksForUs(MachineCondition machine, Moment now) {
        boolean dead =
                machine.witness() == Witness.DEAD && machine.witnessHeardNanos().isPresent();
        boolean held = machine.keepAlive().coveredAt(now.wall()).contains(Cause.ORPHAN)
                || machine.exemption()
                        .filter(exemption -> exemption.coversAt(now.wall()))
                        .isPresent();
        return machine.isExpectedToReport()
                && machine.liveness() != Liveness.NEVER_SEEN
                && machine.finishedAtNanos().isEmpty()
                && !dead
                && !held;
    }

    private record Entry(Scope scope, Tally tally) {}
}
