package com.dumontcloud.sdk.core.provider;

import com.dumontcloud.sdk.core.model.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The machines of an account as a provider lists them. Immutable.
 *
 * @param machines those that were read
 * @param complete whether every page was read and understood; only then does absence from the list mean anything
 * @param asOf when the provider was asked
 */
public record Listing(List<Machine> machines, boolean complete, Instant asOf) {

    /** Copies the list. */
    public Listing {
        machines = List.copyOf(machines);
        Objects.requireNonNull(asOf, "asOf");
    }
}
