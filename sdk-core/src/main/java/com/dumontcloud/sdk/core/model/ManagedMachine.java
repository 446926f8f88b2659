package com.dumontcloud.sdk.core.model;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One machine as a control plane shows it: what its provider says of it, and what the control plane makes of that.
 *
 * <p>Immutable. Whatever the control plane did not say is absent, never zero.
 *
 * @param machine what its provider says; its state is the one that people are shown, {@link MachineState#HIBERNATING} from the
 *     moment in which it is to be parked until it is woken
 * @param health whether its heartbeats arrive: "healthy", "unhealthy", "unknown"; other words are kept
 * @param activity whether it is used: {@code active}, {@code idle}, {@code warned}, {@code due}, {@code indeterminate}; other
 *     words are kept
 * @param claimed whether the control plane may act on it by its own rules; what a provider merely lists it only watches
 * @param hibernateIn how long until it is parked; absent unless its users were told so
 * @param operation what is being done to it; absent while nothing is
 * @param use what it does now and has cost
 */
public record ManagedMachine(
        Machine machine,
        @Nullable String health,
        @Nullable String activity,
        @Nullable Boolean claimed,
        @Nullable Duration hibernateIn,
        @Nullable MachineOperation operation,
        MachineUse use) {

    /** Checks that there is a machine. */
    public ManagedMachine {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(use, "use");
    }

    /** Returns the id at the provider, which is its id here too. */
    public MachineId id() {
        return machine.id();
    }

    /** Returns the state that people are shown. */
    public MachineState state() {
        return machine.state();
    }

    /** Returns what is being done to it, if anything is. */
    public Optional<MachineOperation> openOperation() {
        return Optional.ofNullable(operation);
    }

    @Override
    public String toString() {
        return machine.toString() + openOperation().map(open -> ", " + open).orElse("");
    }
}
