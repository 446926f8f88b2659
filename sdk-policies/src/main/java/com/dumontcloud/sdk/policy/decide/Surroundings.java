package com.dumontcloud.sdk.policy.decide;

/**
 * All that one machine's decision may know of the rest of its fleet. Immutable.
 *
 * @param machinesInScope how many machines of the same provider are watched, this one included, 1 or more
 */
public record Surroundings(int machinesInScope) {

    /** Checks the number. */
    public Surroundings {
        if (machinesInScope < 1) {
            throw new IllegalArgumentException("machinesInScope is " + machinesInScope + "; it must be 1 or more");
        }
    }
}
