package com.dumontcloud.sdk.policy;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody takes it on themselves that data are lost: the only way around the proof of a snapshot. It is written down
 * with the command that it came with, and stays in the journal. Immutable.
 *
 * @param acceptedBy who accepts it, in words that tell people later whom to ask; absent where nobody does
 * @param onlyIfUnused whether it is accepted only of a machine that nobody ever saw running or heard from
 */
public record DataLoss(@Nullable String acceptedBy, boolean onlyIfUnused) {

    /** Nobody accepts it: without a snapshot that was read back nothing is given back. */
    public static final DataLoss REFUSED = new DataLoss(null, false);

    /**
     * Checks that somebody is named.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public DataLoss {
        if (acceptedBy != null && acceptedBy.isBlank()) {
            throw new IllegalArgumentException("a loss of data is accepted by somebody; say by whom");
        }
    }

    /** Returns the word of this person that the data may be lost. */
    public static DataLoss acceptedBy(String who) {
        return new DataLoss(Objects.requireNonNull(who, "who"), false);
    }

    /**
     * Returns the word of this person that a machine may be given back while nothing can be on it yet: what was asked for with it
     * ends once the machine is seen to run or is heard.
     */
    public static DataLoss ofUnused(String who) {
        return new DataLoss(Objects.requireNonNull(who, "who"), true);
    }

    /** Returns whether somebody accepts it. */
    public boolean isAccepted() {
        return acceptedBy != null;
    }
}
