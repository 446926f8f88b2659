package com.dumontcloud.sdk.policy.crash;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.core.model.SnapshotRef;
import com.dumontcloud.sdk.core.provider.SnapshotStore;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Instant;
import java.util.Optional;

/** The copies that {@link Cloud} keeps, from the fleet's process. */
final class RemoteSnapshots implements SnapshotStore {

    private final RemoteCloud cloud;
    private final TimeSource time;

    RemoteSnapshots(RemoteCloud cloud, TimeSource time) {
        this.cloud = cloud;
        this.time = time;
    }

    @Override
    public SnapshotRef take(MachineId machine) {
        return new SnapshotRef(machine, cloud.ask("take " + machine));
    }

    @Override
    public Optional<SnapshotRef> newest(MachineId machine) {
        String id = cloud.ask("newest " + machine);
        return id.equals("none") ? Optional.empty() : Optional.of(new SnapshotRef(machine, id));
    }

    @Override
    public SnapshotProof verify(SnapshotRef snapshot) {
        Instant created = Instant.parse(cloud.ask("created " + snapshot.id()));
        return new SnapshotProof(snapshot, created, time.wall(), 1, "sha256:00");
    }
}
