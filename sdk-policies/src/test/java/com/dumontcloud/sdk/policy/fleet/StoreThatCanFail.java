package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A store whose disk is full when the test says so. */
public final class StoreThatCanFail implements FleetStore {

    private final MemoryFleetStore memory = new MemoryFleetStore();
    private final BooleanSupplier fails;

    public StoreThatCanFail(BooleanSupplier fails) {
        this.fails = fails;
    }

    @Override
    public LeaderLease lease(String holder) {
        return memory.lease(holder);
    }

    @Override
    public Image load() {
        return memory.load();
    }

    @Override
    public void append(LeaderLease lease, List<Change> changes) {
        if (fails.getAsBoolean()) {
            throw new IllegalStateException("disk full");
        }
        memory.append(lease, changes);
    }

    @Override
    public List<JournalEntry> journal(MachineId id, Instant from, Instant to) {
        return memory.journal(id, from, to);
    }

    @Override
    public void close() {
        memory.close();
    }
}
