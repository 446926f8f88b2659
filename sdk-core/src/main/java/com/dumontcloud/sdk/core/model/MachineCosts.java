package com.dumontcloud.sdk.core.model;

import java.math.BigDecimal;
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
 */
public record MachineCosts(
        BigDecimal accumulatedUsd,
        BigDecimal todayUsd,
        Duration running,
        Duration stopped,
        @Nullable BigDecimal monthlyUsd) {

    /** Checks that nothing is missing. */
    public MachineCosts {
        Objects.requireNonNull(accumulatedUsd, "accumulatedUsd");
        Objects.requireNonNull(todayUsd, "todayUsd");
        Objects.requireNonNull(running, "running");
        Objects.requireNonNull(stopped, "stopped");
    }
}
