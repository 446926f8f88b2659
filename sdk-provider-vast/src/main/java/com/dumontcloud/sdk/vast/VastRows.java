package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import java.util.List;
import java.util.Optional;

/** Reads one machine now, and takes none for gone on one word alone. Thread-safe. */
final class VastRows {

    private final VastInstances instances;

    VastRows(VastInstances instances) {
        this.instances = instances;
    }

    /** Returns the row; empty where both the answer about the machine and a list lack it. */
    Optional<VastInstance> find(MachineId id) {
        if (!id.isExactJsonNumber()) {
            return Optional.empty();
        }
        Optional<VastInstance> shown = instances.show(id);
        if (shown.isPresent()) {
            return shown;
        }
        VastListing listing = instances.list(List.of(id));
        Optional<VastInstance> listed =
                listing.instances().stream().filter(row -> row.id().equals(id)).findFirst();
        if (listed.isEmpty() && !listing.complete()) {
            throw new DumontException(
                    Kind.INVALID_ANSWER, "Vast shows no machine " + id + ", but its list cannot be read; read again");
        }
        return listed;
    }

    /**
     * Returns the row.
     *
     * @throws DumontException {@code NOT_FOUND} if there is none
     */
    VastInstance require(MachineId id) {
        return find(id).orElseThrow(() -> new DumontException(Kind.NOT_FOUND, "Vast has no machine " + id));
    }
}
