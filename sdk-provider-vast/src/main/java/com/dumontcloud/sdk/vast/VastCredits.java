package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.Credit;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is left to spend, and what is spent now. Thread-safe. */
final class VastCredits {

    private static final Logger log = LoggerFactory.getLogger(VastCredits.class);

    private final VastAccount account;
    private final VastVolumes volumes;

    VastCredits(VastAccount account, VastVolumes volumes) {
        this.account = account;
        this.volumes = volumes;
    }

    /** Counts what has a price; who cannot list the volumes cannot tell what is burnt. */
    Credit read(VastListing listing) {
        BigDecimal left = account.creditUsd();
        BigDecimal burn = BigDecimal.ZERO;
        for (VastInstance row : listing.instances()) {
            burn = burn.add(priced(row, VastMachines.burnAtMost(row)));
        }
        for (VastVolume volume : volumes.list()) {
            burn = burn.add(priced(volume, volume.rate()));
        }
        return new Credit(left, new HourlyRate(burn));
    }

    private static BigDecimal priced(Object what, @Nullable HourlyRate rate) {
        if (rate == null) {
            log.warn("Vast does not say what this costs, so that the credit lasts for less than is told: {}", what);
            return BigDecimal.ZERO;
        }
        return rate.usdPerHour();
    }
}
