package com.dumontcloud.sdk.core.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of a machine's power at a control plane, from the intent until it is seen to have happened. Immutable.
 *
 * @param id names it among all operations of the control plane
 * @param machine on which machine
 * @param kind what it does: {@code hibernate}, {@code stop}, {@code wake}, {@code destroy}; other words are kept
 * @param phase how far it is, for example {@code quiescing} or {@code confirming}; {@value #NEEDS_HUMAN} where it waits for a
 *     person; other words are kept
 * @param cause on whose or what grounds, for example {@code person} or {@code idle}; absent where that is not said
 * @param reason why, for people; absent where that is not said
 */
public record MachineOperation(
        String id,
        MachineId machine,
        String kind,
        String phase,
        @Nullable String cause,
        @Nullable String reason) {

    /** The phase of one that a person has to look at. */
    public static final String NEEDS_HUMAN = "needs_human";

    /** Checks that it says which, what and how far. */
    public MachineOperation {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(phase, "phase");
    }

    /** Returns whether a person has to look at it. */
    public boolean needsHuman() {
        return phase.equals(NEEDS_HUMAN);
    }

    @Override
    public String toString() {
        return kind + " of " + machine + " (" + phase + ")";
    }
}
