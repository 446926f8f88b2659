package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a lease may spend: people are told when four fifths are gone, and the machine is let go so early that what that takes is still
 * paid for. Counts what the fleet's books say the machine has cost, and the time before they were opened; what is not known counts as
 * the dearer. Thread-safe.
 */
final class LeaseBudget {

    /** How long letting a machine go may take, at the rate of a running one. */
    static final Duration RESERVE = Duration.ofMinutes(2);

    private static final BigDecimal WARNED_AT = new BigDecimal("0.80");

    private final MachineId machine;
    private final BigDecimal mostUsd;
    private final HourlyRate offered;
    private final long askedNanos;
    private final Fleet fleet;
    private final TimeSource time;
    private final Runnable exhausted;
    private final Loop loop;
    private @Nullable Long bookedSinceNanos;
    private boolean warned;

    /**
     * Creates a budget that nobody watches yet.
     *
     * @param offered the price of a running hour where the provider does not say it
     * @param askedNanos monotonic time from which on the machine may have cost money
     * @param exhausted what to do once it may spend no more
     */
    LeaseBudget(
            MachineId machine,
            BigDecimal mostUsd,
            HourlyRate offered,
            long askedNanos,
            Fleet fleet,
            TimeSource time,
            Runnable exhausted) {
        this.machine = machine;
        this.mostUsd = mostUsd;
        this.offered = offered;
        this.askedNanos = askedNanos;
        this.fleet = fleet;
        this.time = time;
        this.exhausted = exhausted;
        this.loop = new Loop("Watching the budget of " + machine, time, Duration.ofSeconds(15), this::look);
    }

    void start() {
        spentUsd();
        loop.start(Duration.ZERO);
    }

    void stop() {
        loop.close();
    }

    BigDecimal mostUsd() {
        return mostUsd;
    }

    synchronized BigDecimal spentUsd() {
        Optional<MachineReport> report = fleet.report(machine);
        if (report.isEmpty()) {
            return offered.costOf(Duration.ofNanos(time.mono() - askedNanos));
        }
        bookedSinceNanos = bookedSinceNanos == null ? (Long) time.mono() : bookedSinceNanos;
        return offered.costOf(Duration.ofNanos(bookedSinceNanos - askedNanos))
                .add(report.get().account().billedUsd())
                .add(unpriced(report.get()));
    }

    /** A price that nobody said is not zero: time off for which there is none counts as running. */
    private BigDecimal unpriced(MachineReport report) {
        return report.condition().profile().parkedRate() == null
                ? offered.costOf(report.account().stopped())
                : BigDecimal.ZERO;
    }

    private void look() {
        BigDecimal spent = spentUsd();
        HourlyRate rate = fleet.condition(machine)
                .map(condition -> condition.profile().runningRate())
                .orElse(offered);
        boolean isExhausted = spent.add(rate.costOf(RESERVE)).compareTo(mostUsd) >= 0;
        boolean isNews;
        synchronized (this) {
            isNews = !warned && spent.compareTo(mostUsd.multiply(WARNED_AT)) >= 0;
            warned |= isNews;
        }
        if (isExhausted) {
            stop();
            tell(Severity.CRITICAL, spent);
            exhausted.run();
        } else if (isNews) {
            tell(Severity.WARNING, spent);
        }
    }

    private void tell(Severity severity, BigDecimal spent) {
        String shown = spent.setScale(4, RoundingMode.HALF_UP).toPlainString();
        fleet.runner().tell(machine, severity, Reason.of(Reason.Code.LEASE_BUDGET, shown, mostUsd.toPlainString()));
    }
}
