package com.dumontcloud.sdk.core.model;

import java.util.Objects;

/**
 * Names one snapshot of one machine's data. Immutable.
 *
 * @param machine whose data it holds
 * @param id its id in the snapshot store
 */
public record SnapshotRef(MachineId machine, String id) {

    /** Creates the reference. */
    public SnapshotRef {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(id, "id");
    }
}
