package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches how long the credit lasts. Thread-safe. */
final class VastCredits {

    private static final Logger log = LoggerFactory.getLogger(VastCredits.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(5);
    private static final long NEVER = Long.MIN_VALUE;

    private final VastOptions options;
    private final VastAccount account;
    private final TimeSource time;
    private final AtomicLong lastLook = new AtomicLong(NEVER);

    VastCredits(VastOptions options, VastAccount account, TimeSource time) {
        this.options = options;
        this.account = account;
        this.time = time;
    }

    /** Counts what has a price. */
    Credit read(VastListing listing) {
        BigDecimal burn = listing.instances().stream()
                .map(VastMachines::burn)
                .filter(Objects::nonNull)
                .map(HourlyRate::usdPerHour)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return new Credit(account.creditUsd(), new HourlyRate(burn));
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
            Credit credit = read(listing);
            if (credit.lasts()
                    .filter(lasts -> lasts.compareTo(options.lowCredit()) < 0)
                    .isPresent()) {
                tell(listener, credit);
            }
        } catch (DumontException unanswered) {
            log.warn("The credit at Vast cannot be read; nobody is warned when it runs out", unanswered);
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
