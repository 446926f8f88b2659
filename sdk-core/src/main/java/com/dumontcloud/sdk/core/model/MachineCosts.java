package com.dumontcloud.sdk.core.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a machine has cost, and goes on costing. Immutable.
 *
 * @param accumulatedUsd what its provider billed since it became known
 * @param todayUsd what of that was billed since 00:00 UTC
 * @param running for how long it was billed as running
 * @param stopped for how long it was billed as stopped
 * @param monthlyUsd what a month of 732 hours costs as it stands; absent where its rate is not known
 * @param onDemandRate what it costs while it runs where nobody can bid more: of a spot machine, what the cheapest like it is offered for
 *     now; absent where its provider names no price
 * @param spotRate the same as a spot machine, which goes to whoever bids more
 */
public record MachineCosts(
        BigDecimal accumulatedUsd,
        BigDecimal todayUsd,
        Duration running,
        Duration stopped,
        @Nullable BigDecimal monthlyUsd,
        @Nullable HourlyRate onDemandRate,
        @Nullable HourlyRate spotRate) {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Checks that nothing is missing. */
    public MachineCosts {
        Objects.requireNonNull(accumulatedUsd, "accumulatedUsd");
        Objects.requireNonNull(todayUsd, "todayUsd");
        Objects.requireNonNull(running, "running");
        Objects.requireNonNull(stopped, "stopped");
    }

    /**
     * Returns by how many percent spot is cheaper than on demand, to a tenth; less than 0 where it is dearer, and absent where one of the two
     * is not known or on demand is free.
     */
    public @Nullable BigDecimal spotSavingPercent() {
        if (onDemandRate == null
                || spotRate == null
                || onDemandRate.usdPerHour().signum() == 0) {
            return null;
        }
        BigDecimal onDemand = onDemandRate.usdPerHour();
        return onDemand.subtract(spotRate.usdPerHour()).multiply(HUNDRED).divide(onDemand, 1, RoundingMode.HALF_EVEN);
    }
}
