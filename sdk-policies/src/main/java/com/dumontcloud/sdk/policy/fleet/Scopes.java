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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What each provider's account has, and each of its regions as a part of that, counted as machines change. Machines without a provider
 * form a scope of their own. Not thread-safe.
 */
final class Scopes {

    /** The scope of machines that no provider of ours rents out. */
    static final String UNMANAGED = "";

    private final Supplier<LifecycleSettings> settings;
    private final Map<String, Scope> wholes = new LinkedHashMap<>();
    private final Map<Part, Scope> parts = new LinkedHashMap<>();
    private final Map<MachineId, Entry> entries = new HashMap<>();
    private final Map<Entry, Entry> alike = new HashMap<>();

    Scopes(Supplier<LifecycleSettings> settings) {
        this.settings = settings;
        whole(UNMANAGED);
    }

    /** Returns the accounts, in which each machine is counted once. */
    Collection<Scope> wholes() {
        return wholes.values();
    }

    /** Returns the accounts and their regions. */
    List<Scope> all() {
        return Stream.concat(wholes.values().stream(), parts.values().stream()).toList();
    }

    /** Returns the account that a machine is of. */
    Scope wholeOf(MachineCondition machine) {
        return whole(Objects.requireNonNullElse(machine.profile().provider(), UNMANAGED));
    }

    /** Returns the part of it that stands in the machine's region; absent where nobody says which that is. */
    @Nullable
    Scope partOf(MachineCondition machine) {
        String provider = machine.profile().provider();
        String region = machine.profile().region();
        return provider == null || region == null ? null : part(new Part(provider, region));
    }

    /** Returns each scope that a machine is in, the largest first. */
    List<Scope> of(MachineCondition machine) {
        Scope whole = wholeOf(machine);
        Scope part = partOf(machine);
        return part == null ? List.of(whole) : List.of(whole, part);
    }

    Scope whole(String provider) {
        return wholes.computeIfAbsent(provider, any -> new Scope(provider, null, settings));
    }

    /** Returns the scope of a {@linkplain Scope#name name}, if a machine that is known was ever in it. */
    Optional<Scope> named(String name) {
        return all().stream().filter(scope -> scope.name.equals(name)).findFirst();
    }

    private Scope part(Part part) {
        return parts.computeIfAbsent(
                part, any -> new Scope(part.provider + "/" + part.region, whole(part.provider), settings));
    }

    /** Returns how many machines of all scopes send heartbeats, as far as is known. */
    int reporting() {
        int reporting = 0;
        for (Scope scope : wholes.values()) {
            reporting += scope.reporting();
        }
        return reporting;
    }

    /** Counts a machine as it is now, in place of what it was. */
    void enter(MachineCondition machine, Moment now) {
        Entry entry = new Entry(wholeOf(machine), partOf(machine), tally(machine, now));
        if (Objects.equals(entry, entries.get(machine.id()))) {
            return;
        }
        leave(machine.id());
        entry.count(1);
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
            before.count(-1);
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

    private record Part(String provider, String region) {}

    private record Entry(Scope whole, @Nullable Scope part, Tally tally) {

        void count(int change) {
            whole.count(tally, change);
            if (part != null) {
                part.count(tally, change);
            }
        }
    }
}
