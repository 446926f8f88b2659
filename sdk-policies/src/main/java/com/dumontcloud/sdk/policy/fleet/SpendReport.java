package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.SpendCap;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a spend cap is spent. Immutable.
 *
 * @param cap which cap
 * @param spentUsd what its machines cost since the period began
 * @param since when the period began
 * @param until when it ends; absent for a cap on all that is ever spent
 */
public record SpendReport(
        SpendCap cap,
        BigDecimal spentUsd,
        Instant since,
        @Nullable Instant until) {

    /** Returns whether the cap is reached: at its amount, not above it only. */
    public boolean isReached() {
        return spentUsd.compareTo(cap.usd()) >= 0;
    }
}
