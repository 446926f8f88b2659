package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks how long the credit at the provider lasts, and tells people when that is too short: once, until it was longer again. Thread-safe,
 * one look at a time.
 */
final class CreditWatch {

    /** Between two looks. */
    static final Duration EVERY = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(CreditWatch.class);

    private final MachineProvider provider;
    private final OperationRunner people;
    private final Duration tooShort;
    private volatile @Nullable Credit newest;
    private boolean isTold;

    CreditWatch(MachineProvider provider, OperationRunner people, Duration tooShort) {
        this.provider = provider;
        this.people = people;
        this.tooShort = tooShort;
    }

    /** Returns what the newest look saw; empty where it saw nothing. */
    Optional<Credit> newest() {
        return Optional.ofNullable(newest);
    }

    synchronized void look() {
        Credit seen;
        try {
            seen = provider.credit().orElse(null);
        } catch (DumontException unanswered) {
            newest = null;
            log.warn("The credit at {} cannot be read; nobody is warned when it runs out", provider.name(), unanswered);
            return;
        }
        newest = seen;
        Credit low = seen != null && isLow(seen) ? seen : null;
        if (low != null && !isTold) {
            tell(low);
        }
        isTold = low != null;
    }

    private boolean isLow(Credit credit) {
        return credit.lasts().filter(lasts -> lasts.compareTo(tooShort) < 0).isPresent();
    }

    private void tell(Credit credit) {
        Reason reason = Reason.of(
                Reason.Code.LOW_CREDIT,
                provider.name(),
                credit.usd().toPlainString(),
                credit.lasts().orElseThrow(),
                credit.burn().usdPerHour().toPlainString());
        log.warn("{}", reason.text());
        people.tell(null, Effect.Severity.CRITICAL, reason);
    }
}
