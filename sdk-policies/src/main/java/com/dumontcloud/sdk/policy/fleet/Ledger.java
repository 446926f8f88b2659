package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.CapBook.Bill;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The books of one machine: how long it was what, by what the provider showed and what the machine was used for, and what that
 * costs at its rates. Time is turned into money when somebody asks, and when the rates change.
 *
 * <p>Of a machine that may have begun to run since its provider was last read nobody knows when it did, and of one that its provider
 * does not find whether it is there at all: that time counts as running, until a later reading shows that it did not, or the provider's
 * lists that it is gone.
 *
 * <p>Time is counted on the monotonic clock, since a provider bills whether or not the engine looks; between two processes there
 * is only the calendar to go by. Not thread-safe.
 */
final class Ledger {

    /** A millionth of a millionth of a dollar: far below any bill, and few enough digits to be kept as one number. */
    private static final int USD_SCALE = 12;

    private static final long SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

    /** What was booked at rates that hold no longer, and by processes before this one. */
    private Account settled = Account.ZERO;

    private HourlyRate running = HourlyRate.FREE;
    private HourlyRate parked = HourlyRate.FREE;

    /** The time booked at these rates; negative where what an earlier process booked was taken back. */
    private long usefulNanos;

    private long wastedNanos;
    private long offNanos;
    private long savingNanos;
    private long onTodayNanos;
    private long offTodayNanos;

    /** Of the useful time, that in which it may have been off: since its provider was last read. */
    private long unseenNanos;

    private long unseenTodayNanos;
    private long unseenSavingNanos;

    /** Whether its provider did not find it when it was last asked for it. */
    private boolean outOfSight;

    private long day;
    private long countedUntilNanos;

    Ledger(Moment start) {
        this.countedUntilNanos = start.monoNanos();
        this.day = dayOf(start.wall());
    }

    /** Goes on with the books of a process before this one; the time between is booked under the condition it left. */
    static Ledger resume(FleetStore.Books books, MachineCondition left, Moment now) {
        Ledger ledger = new Ledger(now);
        ledger.goOn(books, left);
        ledger.book(left, Duration.between(books.until(), now.wall()).toNanos(), now.wall());
        return ledger;
    }

    /** Returns what a machine in this condition costs in so much time. */
    static Account costOf(MachineCondition during, Duration time) {
        Ledger ledger = new Ledger(new Moment(0, 0, Instant.EPOCH));
        ledger.book(during, new Moment(0, time.toNanos(), Instant.EPOCH.plus(time)));
        ledger.shown(during);
        return ledger.account();
    }

    /** Books the time since the call before, during which the machine was in this condition. */
    void book(MachineCondition during, Moment now) {
        long length = now.monoNanos() - countedUntilNanos;
        countedUntilNanos = now.monoNanos();
        book(during, length, now.wall());
    }

    /** Its provider was read, and shows what it costs in this condition: so it did since it was read before. */
    void shown(MachineCondition condition) {
        if (!condition.isBilledAsRunning()) {
            usefulNanos -= unseenNanos;
            onTodayNanos -= unseenTodayNanos;
            offNanos += unseenNanos;
            offTodayNanos += unseenTodayNanos;
            savingNanos += unseenSavingNanos;
        }
        forgetUnseen();
    }

    /** Its provider was asked for it, and does not find it: it may be gone, or only not be shown. */
    void notFound() {
        outOfSight = true;
    }

    /** Its provider finds it. */
    void found() {
        outOfSight = false;
    }

    /** It is gone, and nobody knows since when: what was not seen is not charged. */
    void gone() {
        usefulNanos -= unseenNanos;
        onTodayNanos -= unseenTodayNanos;
        forgetUnseen();
        outOfSight = false;
    }

    /** Somebody says what it costs: what was booked at another price was booked at a wrong one. */
    void corrected(MachineCondition condition) {
        running = Objects.requireNonNullElse(condition.profile().runningRate(), HourlyRate.FREE);
    }

    /** Returns what it cost until the last call of {@link #book}, and what it costs an hour in this condition from there on. */
    Bill bill(MachineCondition from) {
        return new Bill(account().billedUsd(), countedUntilNanos, rateOf(from).usdPerHour());
    }

    Account account() {
        return new Account(
                usd(settled.usefulUsd(), running, usefulNanos),
                usd(settled.wastedUsd(), running, wastedNanos),
                usd(settled.parkedUsd(), parked, offNanos),
                usd(settled.savedUsd(), running.above(parked), savingNanos),
                usd(usd(settled.billedTodayUsd(), running, onTodayNanos), parked, offTodayNanos),
                settled.running().plusNanos(usefulNanos + wastedNanos),
                settled.stopped().plusNanos(offNanos),
                Duration.ofNanos(unseenNanos));
    }

    /** What the process before knew stays as it is; what it had not seen yet the next reading may still take back. */
    private void goOn(FleetStore.Books books, MachineCondition left) {
        chargeBy(left);
        day = dayOf(books.until());
        settled = books.account();
        unseenNanos = settled.unseen().toNanos();
        unseenTodayNanos = Math.min(unseenNanos, sinceMidnight(books.until()));
        unseenSavingNanos = left.isParked() ? unseenNanos : 0;
    }

    private void book(MachineCondition during, long length, Instant until) {
        chargeBy(during);
        long today = length;
        if (dayOf(until) != day) {
            today = Math.min(length, sinceMidnight(until));
            add(during, length - today);
            beginDay(dayOf(until));
        }
        add(during, today);
    }

    private void chargeBy(MachineCondition during) {
        HourlyRate runningNow = Objects.requireNonNullElse(during.profile().runningRate(), HourlyRate.FREE);
        HourlyRate parkedNow = Objects.requireNonNullElse(during.profile().parkedRate(), HourlyRate.FREE);
        if (runningNow.equals(running) && parkedNow.equals(parked)) {
            return;
        }
        forgetUnseen();
        settled = account();
        usefulNanos = 0;
        wastedNanos = 0;
        offNanos = 0;
        savingNanos = 0;
        onTodayNanos = 0;
        offTodayNanos = 0;
        running = runningNow;
        parked = parkedNow;
    }

    private void forgetUnseen() {
        unseenNanos = 0;
        unseenTodayNanos = 0;
        unseenSavingNanos = 0;
    }

    private void beginDay(long next) {
        day = next;
        onTodayNanos = 0;
        offTodayNanos = 0;
        unseenTodayNanos = 0;
        if (settled.billedTodayUsd().signum() != 0) {
            settled = new Account(
                    settled.usefulUsd(),
                    settled.wastedUsd(),
                    settled.parkedUsd(),
                    settled.savedUsd(),
                    BigDecimal.ZERO,
                    settled.running(),
                    settled.stopped(),
                    Duration.ZERO);
        }
    }

    private void add(MachineCondition during, long nanos) {
        if (nanos <= 0 || during.power() == MachineState.DELETED) {
            return;
        }
        if (during.mayBeBilledUnseen() || (outOfSight && during.isBilledAsRunning())) {
            usefulNanos += nanos;
            onTodayNanos += nanos;
            unseenNanos += nanos;
            unseenTodayNanos += nanos;
            unseenSavingNanos += during.isParked() ? nanos : 0;
            return;
        }
        if (!during.isBilledAsRunning()) {
            offNanos += nanos;
            offTodayNanos += nanos;
            savingNanos += during.isParked() ? nanos : 0;
            return;
        }
        onTodayNanos += nanos;
        if (during.activity().isIdle()) {
            wastedNanos += nanos;
        } else {
            usefulNanos += nanos;
        }
    }

    private static HourlyRate rateOf(MachineCondition machine) {
        if (machine.power() == MachineState.DELETED) {
            return HourlyRate.FREE;
        }
        MachineProfile profile = machine.profile();
        return Objects.requireNonNullElse(
                machine.isBilledAsRunning() || machine.mayBeBilledUnseen()
                        ? profile.runningRate()
                        : profile.parkedRate(),
                HourlyRate.FREE);
    }

    private static BigDecimal usd(BigDecimal before, HourlyRate rate, long nanos) {
        if (nanos == 0) {
            return before;
        }
        BigDecimal sum = before.add(rate.costOf(Duration.ofNanos(nanos))).setScale(USD_SCALE, RoundingMode.HALF_EVEN);
        return sum.signum() == 0 ? BigDecimal.ZERO : sum;
    }

    private static long sinceMidnight(Instant instant) {
        return Math.floorMod(instant.getEpochSecond(), SECONDS_PER_DAY) * 1_000_000_000 + instant.getNano();
    }

    private static long dayOf(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), SECONDS_PER_DAY);
    }
}
