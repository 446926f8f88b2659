package com.dumontcloud.sdk.core.provider;

import com.dumontcloud.sdk.core.model.HourlyRate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What an account has left, and how fast it goes. Immutable.
 *
 * @param usd the prepaid credit; negative where disks went on billing after it was used up
 * @param burn what all machines cost now, an hour, and the volumes of the account; traffic is not included
 */
public record Credit(BigDecimal usd, HourlyRate burn) {

    private static final BigDecimal LONGEST_HOURS = BigDecimal.valueOf(24 * 365 * 100);

    /** Creates the value. */
    public Credit {
        Objects.requireNonNull(usd, "usd");
        Objects.requireNonNull(burn, "burn");
    }

    /** Returns how long the credit lasts at this pace, at most 100 years; empty where nothing is billed. */
    public Optional<Duration> lasts() {
        if (burn.usdPerHour().signum() == 0) {
            return Optional.empty();
        }
        BigDecimal hours = usd.max(BigDecimal.ZERO)
                .divide(burn.usdPerHour(), 6, RoundingMode.DOWN)
                .min(LONGEST_HOURS);
        return Optional.of(
                Duration.ofSeconds(hours.multiply(BigDecimal.valueOf(3600)).longValue()));
    }
}
