package com.dumontcloud.sdk.core.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/**
 * What parking machines has saved, and what running them unused has cost. Immutable.
 *
 * @param savedUsd what was not billed because machines were parked: the rate avoided less the parked rate, in US dollars
 * @param wastedIdleUsd what was billed for machines that ran unused, in US dollars
 * @param machines the same of each machine
 */
public record Savings(BigDecimal savedUsd, BigDecimal wastedIdleUsd, List<OfMachine> machines) {

    /** Copies the list. */
    public Savings {
        Objects.requireNonNull(savedUsd, "savedUsd");
        Objects.requireNonNull(wastedIdleUsd, "wastedIdleUsd");
        machines = List.copyOf(machines);
    }

    /**
     * What parking one machine has saved, and what running it unused has cost.
     *
     * @param id which
     * @param savedUsd what was not billed because it was parked, in US dollars
     * @param wastedIdleUsd what was billed while it ran unused, in US dollars
     */
    public record OfMachine(MachineId id, BigDecimal savedUsd, BigDecimal wastedIdleUsd) {

        /** Checks that nothing is missing. */
        public OfMachine {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(savedUsd, "savedUsd");
            Objects.requireNonNull(wastedIdleUsd, "wastedIdleUsd");
        }
    }
}
