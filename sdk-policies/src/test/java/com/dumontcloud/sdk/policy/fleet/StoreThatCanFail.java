package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A store whose disk is full when the test says so. */
public final class StoreThatCanFail extends ForwardingStore {

    private final BooleanSupplier fails;

    public StoreThatCanFail(BooleanSupplier fails) {
        super(new MemoryFleetStore());
        this.fails = fails;
    }

    @Override
    public void append(LeaderLease lease, List<Change> changes) {
        if (fails.getAsBoolean()) {
            throw new IllegalStateException("disk full");
        }
        super.append(lease, changes);
    }
}
