package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;

/**
 * What is to be done, and for how much. Immutable.
 *
 * @param query which machines will do; it must say what an hour may cost at most
 * @param steps of the training, 1 or more
 * @param checkpointEvery after so many steps the work is safe, 1 or more
 * @param pauseEvery after so many steps the machine is not needed for a while; 0 for never
 * @param pause for how long; its machine is parked meanwhile
 * @param budgetUsd what all machines of the run may cost together
 * @param ttl how long machines outlast this program, should it die
 */
record Plan(
        OfferQuery query,
        int steps,
        int checkpointEvery,
        int pauseEvery,
        Duration pause,
        BigDecimal budgetUsd,
        Duration ttl) {

    /** So much running time is never planned with: it pays for letting a machine go while its provider fails. */
    private static final Duration RESERVE = Duration.ofMinutes(10);

    /** Less is not worth renting a machine for. */
    private static final Duration SHORTEST_USE = Duration.ofMinutes(10);

    Plan {
        require(steps >= 1, "steps are " + steps + "; they must be 1 or more");
        require(checkpointEvery >= 1, "a checkpoint after " + checkpointEvery + " steps; it must be after 1 or more");
        require(pauseEvery >= 0, "a pause after " + pauseEvery + " steps; it must be after 1 or more, or 0 for never");
        require(!pause.isNegative(), "a pause of " + pause.toMinutes() + " minutes; it must be 0 or longer");
        require(query.maxRate() != null, "the highest hourly rate must be given");
        require(
                rate(query).usdPerHour().signum() > 0,
                "the highest hourly rate is " + rate(query).usdPerHour() + " USD; it must be more than 0");
        BigDecimal least = reserve(query).add(use(query));
        require(
                budgetUsd.compareTo(least) >= 0,
                "a budget of " + budgetUsd + " USD must be "
                        + least.stripTrailingZeros().toPlainString() + " or more at up to "
                        + rate(query).usdPerHour() + " USD an hour");
    }

    /** Returns the highest hourly rate of a machine. */
    HourlyRate maxRate() {
        return rate(query);
    }

    /** Returns what one more machine may spend; zero or less where none can be rented any more. */
    BigDecimal budgetOfNext(BigDecimal spentUsd) {
        BigDecimal left = budgetUsd.subtract(spentUsd).subtract(reserve(query));
        return left.compareTo(use(query)) < 0 ? BigDecimal.ZERO : left;
    }

    private static BigDecimal reserve(OfferQuery query) {
        return rate(query).costOf(RESERVE);
    }

    private static BigDecimal use(OfferQuery query) {
        return rate(query).costOf(SHORTEST_USE);
    }

    private static HourlyRate rate(OfferQuery query) {
        return Objects.requireNonNull(query.maxRate());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
