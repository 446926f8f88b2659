package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.SnapshotStore;
import com.dumontcloud.sdk.core.provider.SnapshotStoreContract;
import java.time.Duration;
import java.time.Instant;

/** The simulated snapshots hold what every store of them must. */
class SimulatedSnapshotsContractTest extends SnapshotStoreContract {

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final SimulatedSnapshots store = SimulatedSnapshots.of(cloud);
    private int rented;

    @Override
    protected SnapshotStore store() {
        return store;
    }

    @Override
    protected MachineId machineWithData() {
        return cloud.rent("gpu-" + ++rented, HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"))
                .id();
    }

    @Override
    protected void damage(MachineId machine) {
        store.damage(machine);
    }

    @Override
    protected SnapshotStore unreachable() {
        return SimulatedSnapshots.of(cloud).unreachable(true);
    }

    @Override
    protected Instant now() {
        return time.wall();
    }

    @Override
    protected void pass(Duration passed) {
        time.advance(passed);
    }
}
