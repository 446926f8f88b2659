package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * The books of one machine: what each stretch of time cost, by what the provider showed and what the machine was used for.
 *
 * <p>Time is counted on the monotonic clock, since a provider bills whether or not the engine looks; between two processes there
 * is only the calendar to go by. Not thread-safe.
 */
final class Ledger {

    private Account account = Account.ZERO;
    private BigDecimal billedAtMidnight = BigDecimal.ZERO;
    private LocalDate day;
    private long countedUntilNanos;

    Ledger(Moment start) {
        this.countedUntilNanos = start.monoNanos();
        this.day = dayOf(start.wall());
    }

    /** Goes on with the books of a process before this one; the time between is booked under the condition it left. */
    static Ledger resume(FleetStore.Books books, MachineCondition left, Moment now) {
        Ledger ledger = new Ledger(now);
        ledger.account = books.account();
        ledger.billedAtMidnight =
                books.account().billedUsd().subtract(books.account().billedTodayUsd());
        ledger.day = dayOf(books.until());
        ledger.book(left, Duration.between(books.until(), now.wall()).toNanos(), now.wall());
        return ledger;
    }

    /** Books the time since the call before, during which the machine was in this condition. */
    void book(MachineCondition during, Moment now) {
        long length = now.monoNanos() - countedUntilNanos;
        countedUntilNanos = now.monoNanos();
        book(during, length, now.wall());
    }

    Account account() {
        return new Account(
                account.usefulUsd(),
                account.wastedUsd(),
                account.parkedUsd(),
                account.savedUsd(),
                account.billedUsd().subtract(billedAtMidnight));
    }

    private void book(MachineCondition during, long length, Instant until) {
        long today = length;
        if (!dayOf(until).equals(day)) {
            Duration sinceMidnight = Duration.between(until.truncatedTo(ChronoUnit.DAYS), until);
            today = Math.min(length, sinceMidnight.toNanos());
            add(during, length - today);
            billedAtMidnight = account.billedUsd();
            day = dayOf(until);
        }
        add(during, today);
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

    private static LocalDate dayOf(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
