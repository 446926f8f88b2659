package com.dumontcloud.sdk.core.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The control plane's promise not to hibernate a machine for a while. Immutable.
 *
 * @param id the machine
 * @param until when the promise ends, by the control plane's clock; told in the nested dialect
 * @param validFor how long it holds from the moment it was given, in whole minutes; told in the flat dialect
 * @param message a line for people
 */
public record KeepAliveGrant(
        MachineId id,
        @Nullable Instant until,
        @Nullable Duration validFor,
        @Nullable String message) {

    /** Creates the grant. */
    public KeepAliveGrant {
        Objects.requireNonNull(id, "id");
    }
}
