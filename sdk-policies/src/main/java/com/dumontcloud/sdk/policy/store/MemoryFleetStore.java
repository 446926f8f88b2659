package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a fleet in memory: for tests, samples and programs that may forget everything when they end.
 *
 * <p>It outlives the monitor that writes to it, so that a second one can take over. Holds one condition and the books per machine, and no
 * history. Thread-safe.
 */
public final class MemoryFleetStore implements FleetStore {

    private final Object lock = new Object();
    private final Map<MachineId, StoredMachine> machines = new LinkedHashMap<>();
    private final Map<MachineId, String> tokenHashes = new HashMap<>();
    private final Map<FleetMode, ModeSet> modes = new EnumMap<>(FleetMode.class);
    private final List<BudgetSpent> spent = new ArrayList<>();
    private final Map<String, String> marks = new HashMap<>();
    private long newestFencingToken;
    private long observedNanos;

    @Override
    public LeaderLease lease(String holder) {
        synchronized (lock) {
            return new LeaderLease(holder, ++newestFencingToken);
        }
    }

    @Override
    public Image load() {
        synchronized (lock) {
            return new Image(
                    List.copyOf(machines.values()),
                    tokenHashes,
                    observedNanos,
                    List.copyOf(modes.values()),
                    List.copyOf(spent),
                    marks);
        }
    }

    @Override
    public void append(LeaderLease lease, List<Change> changes) {
        synchronized (lock) {
            if (lease.fencingToken() != newestFencingToken) {
                throw new StaleLeaseException(lease, newestFencingToken);
            }
            changes.forEach(this::write);
        }
    }

    /** Returns nothing: no history is kept. */
    @Override
    public List<JournalEntry> journal(MachineId id, Instant from, Instant to) {
        return List.of();
    }

    /** Does nothing: what is in memory goes with the program. */
    @Override
    public void close() {}

    private void write(Change change) {
        if (change instanceof MachineChanged changed) {
            machines.put(changed.next().id(), new StoredMachine(changed.next(), changed.books()));
            observed(changed.at().observedNanos());
        } else if (change instanceof MachineSeen seen) {
            machines.put(seen.next().id(), new StoredMachine(seen.next(), seen.books()));
            observed(seen.observedNanos());
        } else if (change instanceof TokenIssued issued) {
            tokenHashes.put(issued.id(), issued.sha256Hex());
        } else if (change instanceof ModeSet set) {
            modes.put(set.mode(), set);
        } else if (change instanceof BudgetSpent one) {
            spent.add(one);
        } else if (change instanceof Marked mark) {
            marks.put(mark.name(), mark.value());
        } else {
            throw new IllegalStateException("no rule for " + change);
        }
    }

    private void observed(long nanos) {
        observedNanos = Math.max(observedNanos, nanos);
        spent.removeIf(one -> one.untilNanos() <= observedNanos);
    }
}
