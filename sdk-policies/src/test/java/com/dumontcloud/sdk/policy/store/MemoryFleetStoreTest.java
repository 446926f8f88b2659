package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.fleet.FleetStoreContract;

class MemoryFleetStoreTest extends FleetStoreContract {

    private final FleetStore store = new MemoryFleetStore();

    @Override
    protected FleetStore store() {
        return store;
    }
}
