package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.SpendCap.Period;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the machines under one cap cost. Bills grow in proportion to time while nothing changes, so that their sum at any moment
 * follows from three sums over the machines, and looking at it costs the same however many there are. Not thread-safe.
 */
final class CapBook {

    private static final int[] WARNED_AT_PERCENT = {50, 80, 95, 100};
    private static final BigDecimal NANOS_PER_HOUR =
            BigDecimal.valueOf(Duration.ofHours(1).toNanos());
    /** A billionth of a dollar: what is lost in dividing by an hour is far below. */
    private static final int USD_SCALE = 9;

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Before this a cap that was set while the engine ran stops nothing: it applies forward. */
    private final long stopsFromNanos;

    private SpendCap cap;
    private BigDecimal billedUsd = BigDecimal.ZERO;
    private BigDecimal usdPerHour = BigDecimal.ZERO;
    private BigDecimal rateTimesNanos = BigDecimal.ZERO;

    private @Nullable Instant since;
    private BigDecimal beforeUsd = BigDecimal.ZERO;
    private int warnedPercent;
    private int warningPercent;
    private boolean reached;
    private boolean dirty;

    CapBook(SpendCap cap, long stopsFromNanos) {
        this.cap = cap;
        this.stopsFromNanos = stopsFromNanos;
    }

    SpendCap cap() {
        return cap;
    }

    /** Goes on from what was written down. */
    void resume(CapMark mark) {
        since = mark.since();
        beforeUsd = mark.beforeUsd();
        warnedPercent = mark.warnedPercent();
        rewarn(mark.capUsd());
    }

    /** Goes on from the book of the same cap with another amount. */
    void resume(CapBook other) {
        if (other.since != null) {
            resume(other.mark());
            dirty = other.dirty || cap.usd().compareTo(other.cap.usd()) != 0;
            reached = other.reached;
        }
    }

    /** Counts a machine in: billed so much until this monotonic time, and so much an hour from there on. */
    void add(Bill bill) {
        billedUsd = billedUsd.add(bill.billedUsd());
        usdPerHour = usdPerHour.add(bill.usdPerHour());
        rateTimesNanos = rateTimesNanos.add(bill.usdPerHour().multiply(BigDecimal.valueOf(bill.untilNanos())));
    }

    void subtract(Bill bill) {
        billedUsd = billedUsd.subtract(bill.billedUsd());
        usdPerHour = usdPerHour.subtract(bill.usdPerHour());
        rateTimesNanos = rateTimesNanos.subtract(bill.usdPerHour().multiply(BigDecimal.valueOf(bill.untilNanos())));
    }

    /** A machine came under the cap that had cost something before, or left it: what it cost elsewhere does not count, and what it cost here does. */
    void shift(BigDecimal usd) {
        beforeUsd = beforeUsd.add(usd);
        dirty = true;
    }

    /** Begins the period that it is, where another one was. Returns whether the cap began or ceased to be reached. */
    boolean look(Moment now) {
        Instant start = cap.period().startOf(now.wall(), cap.zone());
        Instant known = since;
        if (known == null || start.isAfter(known) || isOfWrongClock(known, now.wall())) {
            begin(start, known != null, now);
        }
        boolean before = reached;
        reached = spentUsd(now).compareTo(cap.usd()) >= 0 && now.observedNanos() >= stopsFromNanos;
        return reached != before;
    }

    /** A clock that is set back by little must not begin a period twice; one that was ahead by more than a whole period was wrong. */
    private boolean isOfWrongClock(Instant known, Instant now) {
        return cap.period().startOf(known.minusNanos(1), cap.zone()).isAfter(now);
    }

    boolean isReached() {
        return reached;
    }

    /** Returns the percentage that people have to be told of now; 0 where that is none. */
    int toWarnOf(Moment now) {
        int percent = passedPercent(spentUsd(now));
        if (percent <= Math.max(warnedPercent, warningPercent)) {
            return 0;
        }
        warningPercent = percent;
        return percent;
    }

    /** People were told. */
    void warned(int percent, @Nullable Instant ofPeriod) {
        if (since != null && since.equals(ofPeriod)) {
            warnedPercent = Math.max(warnedPercent, percent);
            dirty = true;
        }
    }

    BigDecimal spentUsd(Moment now) {
        return totalUsd(now).subtract(beforeUsd).setScale(USD_SCALE, RoundingMode.HALF_EVEN);
    }

    @Nullable
    Instant since() {
        return since;
    }

    /** Returns how far it is spent, for people. */
    Reason spent(int percent, Moment now) {
        return Reason.of(
                Reason.Code.SPEND_WARNING,
                percent,
                cap.coverage().text(),
                spentUsd(now).setScale(2, RoundingMode.DOWN).toPlainString(),
                cap.usd().toPlainString(),
                cap.period().text());
    }

    Reason spent(Moment now) {
        return spent(
                spentUsd(now)
                        .multiply(HUNDRED)
                        .divide(cap.usd(), 0, RoundingMode.DOWN)
                        .intValue(),
                now);
    }

    Reason reason() {
        return Reason.of(
                Reason.Code.SPEND_CAP,
                cap.coverage().text(),
                cap.usd().toPlainString(),
                cap.period().text());
    }

    /** Returns whether something has to be written down, and takes it for written. */
    boolean takeDirty() {
        boolean was = dirty;
        dirty = false;
        return was;
    }

    void keepDirty() {
        dirty = true;
    }

    CapMark mark() {
        return new CapMark(since == null ? Instant.EPOCH : since, beforeUsd, cap.usd(), warnedPercent);
    }

    /** What was spent in the new period already, while nobody looked, is what the machines cost by the hour now. */
    private void begin(Instant start, boolean follows, Moment now) {
        BigDecimal total = totalUsd(now);
        if (cap.period() == Period.TOTAL) {
            beforeUsd = BigDecimal.ZERO;
        } else if (follows) {
            BigDecimal already = usdPerHour
                    .multiply(BigDecimal.valueOf(
                            Duration.between(start, now.wall()).toNanos()))
                    .divide(NANOS_PER_HOUR, MathContext.DECIMAL128);
            beforeUsd = total.subtract(already).max(beforeUsd);
        } else {
            beforeUsd = total;
        }
        since = start;
        warnedPercent = 0;
        warningPercent = 0;
        dirty = true;
    }

    /** Of another amount people are warned again where that is less of it than they know. */
    private void rewarn(BigDecimal knownUsd) {
        if (cap.usd().compareTo(knownUsd) != 0) {
            BigDecimal known =
                    knownUsd.multiply(BigDecimal.valueOf(warnedPercent)).divide(HUNDRED, MathContext.DECIMAL128);
            warnedPercent = Math.min(warnedPercent, passedPercent(known));
        }
    }

    private int passedPercent(BigDecimal spentUsd) {
        int passed = 0;
        for (int percent : WARNED_AT_PERCENT) {
            boolean isPassed =
                    spentUsd.multiply(HUNDRED).compareTo(cap.usd().multiply(BigDecimal.valueOf(percent))) >= 0;
            passed = isPassed ? percent : passed;
        }
        return passed;
    }

    private BigDecimal totalUsd(Moment now) {
        BigDecimal since =
                usdPerHour.multiply(BigDecimal.valueOf(now.monoNanos())).subtract(rateTimesNanos);
        return billedUsd.add(since.divide(NANOS_PER_HOUR, MathContext.DECIMAL128));
    }

    /**
     * What one machine adds to a book.
     *
     * @param billedUsd what it cost so far
     * @param untilNanos monotonic time until which that is counted
     * @param usdPerHour what it costs from there on
     */
    record Bill(BigDecimal billedUsd, long untilNanos, BigDecimal usdPerHour) {}
}
