package com.dumontcloud.sdk.policy;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long one machine may be unused, and why so long. Immutable.
 *
 * @param idleAfter how long; absent where parking it does not pay however long it is unused
 * @param stake the numbers behind it; absent where the threshold is fixed or the price is not known
 */
public record IdleChoice(
        @Nullable Duration idleAfter, @Nullable Stake stake) {

    /** Returns whether it is never parked for being unused. */
    public boolean isNever() {
        return idleAfter == null;
    }

    /** Returns this choice, but not before so long; never stays never. */
    public IdleChoice notBefore(Duration least) {
        return idleAfter == null || idleAfter.compareTo(least) >= 0 ? this : new IdleChoice(least, stake);
    }

    /**
     * What is expected of parking the machine once it has been unused for as long as was chosen; where that is never, for as
     * long as comes closest to paying.
     *
     * @param returnProbability how likely its user is back within {@link DerivedThreshold#WRONG_WITHIN}, 0 to 1
     * @param savingUsd what is not paid for until its user is back, or a week has passed
     * @param costUsd what parking, waking and interrupting are expected to cost
     * @param ownGaps how many gaps of its own speak, the older ones less; the fewer, the more the general experience does
     */
    public record Stake(double returnProbability, BigDecimal savingUsd, BigDecimal costUsd, double ownGaps) {}
}
