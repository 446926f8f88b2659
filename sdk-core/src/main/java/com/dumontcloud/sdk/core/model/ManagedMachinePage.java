package com.dumontcloud.sdk.core.model;

import java.util.List;
import java.util.Objects;

/**
 * Some machines of a control plane, as one reply holds them. Immutable.
 *
 * @param machines the machines of this reply
 * @param position where they stand in the whole
 */
public record ManagedMachinePage(List<ManagedMachine> machines, PagePosition position) {

    /** Copies the list. */
    public ManagedMachinePage {
        machines = List.copyOf(machines);
        Objects.requireNonNull(position, "position");
    }
}
