package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * The books of one machine: what each stretch of time cost, by what the provider showed and what the machine was used for.
 *
 * <p>Time is counted on the monotonic clock, since a provider bills whether or not the engine looks. Not thread-safe.
 */
final class Ledger {

    private Account account = Account.ZERO;
    private BigDecimal billedAtMidnight = BigDecimal.ZERO;
    private LocalDate day;
    private long countedUntilNanos;

    Ledger(Moment start) {
        this.countedUntilNanos = start.monoNanos();
        this.day = dayOf(start);
    }

    /** Books the time since the call before, during which the machine was in this condition. */
    void book(MachineCondition during, Moment now) {
        long length = now.monoNanos() - countedUntilNanos;
        countedUntilNanos = now.monoNanos();
        if (!dayOf(now).equals(day)) {
            Duration sinceMidnight = Duration.between(now.wall().truncatedTo(ChronoUnit.DAYS), now.wall());
            long today = Math.min(length, sinceMidnight.toNanos());
            add(during, length - today);
            billedAtMidnight = account.billedUsd();
            day = dayOf(now);
            add(during, today);
        } else {
            add(during, length);
        }
    }

    Account account() {
        return new Account(
                account.usefulUsd(),
                account.wastedUsd(),
                account.parkedUsd(),
                account.savedUsd(),
                account.billedUsd().subtract(billedAtMidnight));
    }

    private void add(MachineCondition during, long nanos) {
        if (nanos > 0) {
            account = account.plus(costOf(during, Duration.ofNanos(nanos)));
        }
    }

    private static Account costOf(MachineCondition machine, Duration time) {
        HourlyRate running = Objects.requireNonNullElse(machine.profile().runningRate(), HourlyRate.FREE);
        HourlyRate parked = Objects.requireNonNullElse(machine.profile().parkedRate(), HourlyRate.FREE);
        BigDecimal none = BigDecimal.ZERO;
        if (machine.power() == MachineState.DELETED) {
            return Account.ZERO;
        }
        if (!machine.isBilledAsRunning()) {
            BigDecimal saved = machine.isParked() ? running.above(parked).costOf(time) : none;
            return new Account(none, none, parked.costOf(time), saved, none);
        }
        BigDecimal cost = running.costOf(time);
        return machine.activity().isIdle()
                ? new Account(none, cost, none, none, none)
                : new Account(cost, none, none, none, none);
    }

    private static LocalDate dayOf(Moment moment) {
        return LocalDate.ofInstant(moment.wall(), ZoneOffset.UTC);
    }
}
