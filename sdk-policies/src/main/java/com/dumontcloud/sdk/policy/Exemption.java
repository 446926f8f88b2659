package com.dumontcloud.sdk.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * That the engine leaves a machine alone for a while, for a reason that somebody gave: longer than a keep-alive, and never for
 * ever, since what was exempted and forgotten burns money like anything else. It may be renewed. Wall time. Immutable.
 *
 * @param reason why, for people; not blank, at most {@link #MOST_CHARACTERS} characters
 * @param until until when; that instant is not covered any more
 */
public record Exemption(String reason, Instant until) {

    /** The longest that one exemption lasts from the moment it is given. */
    public static final Duration LONGEST = Duration.ofDays(30);

    /** The most characters of a reason. */
    public static final int MOST_CHARACTERS = 500;

    /** Checks that a reason is given. */
    public Exemption {
        Objects.requireNonNull(until, "until");
        if (reason.isBlank() || reason.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("an exemption needs a reason of 1 to " + MOST_CHARACTERS
                    + " characters, so that people know later whether it still holds; this one has "
                    + reason.strip().length());
        }
    }

    /** Returns whether it is in force at this time. */
    public boolean coversAt(Instant wall) {
        return wall.isBefore(until);
    }
}
