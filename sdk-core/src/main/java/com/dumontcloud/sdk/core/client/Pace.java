package com.dumontcloud.sdk.core.client;

import java.time.Duration;
import java.util.Optional;

/**
 * Says when the next request of a kind may go out, for an API that wants time between them. Thread-safe; does not block.
 */
@FunctionalInterface
public interface Pace {

    /** Every request goes out at once. */
    Pace NONE = longest -> Optional.of(Duration.ZERO);

    /**
     * Takes the next turn, and returns how long the caller has to wait for it.
     *
     * @param longest how long the caller can wait at most
     * @return the wait; empty, with no turn taken, where it would be longer
     */
    Optional<Duration> takeTurn(Duration longest);
}
