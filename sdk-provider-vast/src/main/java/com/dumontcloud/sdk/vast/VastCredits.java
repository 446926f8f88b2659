package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches how long the credit lasts. Thread-safe. */
final class VastCredits {

    private static final Logger log = LoggerFactory.getLogger(VastCredits.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(5);
    private static final long NEVER = Long.MIN_VALUE;

    private final VastOptions options;
    private final VastAccount account;
    private final VastVolumes volumes;
    private final TimeSource time;
    private final AtomicLong lastLook = new AtomicLong(NEVER);

    VastCredits(VastOptions options, VastAccount account, VastVolumes volumes, TimeSource time) {
        this.options = options;
        this.account = account;
        this.volumes = volumes;
        this.time = time;
    }

    /** Counts what has a price; who cannot list the volumes cannot tell what is burnt. */
    Credit read(VastListing listing) {
        return credit(listing, volumes::list);
    }

    private Credit credit(VastListing listing, Supplier<List<VastVolume>> also) {
        BigDecimal left = account.creditUsd();
        BigDecimal burn = BigDecimal.ZERO;
        for (VastInstance row : listing.instances()) {
            burn = burn.add(priced(row, VastMachines.burnAtMost(row)));
        }
        for (VastVolume volume : also.get()) {
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

    /** Looks every few minutes, where somebody wants to be told; a look that fails costs nobody their list. */
    void watch(VastListing listing) {
        Consumer<Credit> listener = options.lowCreditListener();
        long last = lastLook.get();
        long now = time.mono();
        boolean due = last == NEVER || now - last >= BETWEEN_LOOKS.toNanos();
        if (listener == null || !listing.complete() || !due || !lastLook.compareAndSet(last, now)) {
            return;
        }
        try {
            Credit credit = credit(listing, this::volumesIfListed);
            if (credit.lasts()
                    .filter(lasts -> lasts.compareTo(options.lowCredit()) < 0)
                    .isPresent()) {
                tell(listener, credit);
            }
        } catch (DumontException unanswered) {
            log.warn("The credit at Vast cannot be read; nobody is warned when it runs out", unanswered);
        }
    }

    /** A warning that comes late is better than none. */
    private List<VastVolume> volumesIfListed() {
        try {
            return volumes.list();
        } catch (DumontException unanswered) {
            log.warn("The volumes at Vast cannot be listed; the credit lasts for less than is told", unanswered);
            return List.of();
        }
    }

    private static void tell(Consumer<Credit> listener, Credit credit) {
        log.warn(
                "The credit at Vast lasts {}: without it every machine is stopped at once, and disks bill on",
                credit.lasts());
        try {
            listener.accept(credit);
        } catch (RuntimeException theirs) {
            log.warn("The listener for low credit failed", theirs);
        }
    }
}
