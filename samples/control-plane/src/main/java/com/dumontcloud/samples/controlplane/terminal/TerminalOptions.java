package com.dumontcloud.samples.controlplane.terminal;

import java.time.Duration;
import java.util.Objects;

/**
 * What terminals may do. Immutable.
 *
 * @param idleTimeout after how long without a key a terminal ends; positive
 * @param networks to which networks that are not public they may be opened
 */
public record TerminalOptions(Duration idleTimeout, Networks networks) {

    /** Ends after half an hour without a key, and opens to public addresses only. */
    public static final TerminalOptions DEFAULT = new TerminalOptions(Duration.ofMinutes(30), Networks.NONE);

    /** Checks the time-out. */
    public TerminalOptions {
        Objects.requireNonNull(networks, "networks");
        if (idleTimeout.isNegative() || idleTimeout.isZero()) {
            throw new IllegalArgumentException("idleTimeout is " + idleTimeout + "; it must be positive");
        }
    }

    /** Returns these, with networks more. */
    public TerminalOptions with(Networks more) {
        return new TerminalOptions(idleTimeout, networks.plus(more));
    }
}
