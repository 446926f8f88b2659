package com.dumontcloud.sdk.core.model;

import java.util.Objects;

/**
 * A control plane's answer to a command: it is on record and will be carried out; whether it was, only a later look tells.
 * Immutable.
 *
 * @param operation what is under way
 * @param machine the machine when the answer was given
 */
public record OperationReceipt(MachineOperation operation, ManagedMachine machine) {

    /** Checks that nothing is missing. */
    public OperationReceipt {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(machine, "machine");
    }
}
