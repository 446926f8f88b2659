package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.model.HourlyRate;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * Counts what one rental costs, to the nanosecond. It adds up time, which is exact, and multiplies only when asked.
 *
 * <p>Not thread-safe.
 */
final class Meter {

    private final HourlyRate parkedRate;
    private HourlyRate runningRate;
    private BigDecimal earlierRunningUsd = BigDecimal.ZERO;
    private long earlierRunningNanos;
    private long runningNanos;
    private long parkedNanos;
    private Tariff tariff = Tariff.NOTHING;
    private long since;

    Meter(HourlyRate runningRate, HourlyRate parkedRate) {
        this.runningRate = runningRate;
        this.parkedRate = parkedRate;
    }

    /** Bills by another tariff from this moment on. */
    void switchTo(Tariff next, long at) {
        runningNanos = nanosAt(Tariff.RUNNING, at);
        parkedNanos = nanosAt(Tariff.PARKED, at);
        tariff = next;
        since = at;
    }

    /** Bills running time by another rate from this moment on. */
    void reprice(HourlyRate next, long at) {
        earlierRunningUsd = runningUsd(at);
        earlierRunningNanos = nanosAt(Tariff.RUNNING, at);
        runningRate = next;
    }

    /** Returns what an hour costs by the present tariff. */
    HourlyRate rate() {
        return switch (tariff) {
            case RUNNING -> runningRate;
            case PARKED -> parkedRate;
            case NOTHING -> HourlyRate.FREE;
        };
    }

    BigDecimal billedUsd(long now) {
        return runningUsd(now).add(parkedRate.costOf(timeAt(Tariff.PARKED, now)));
    }

    private BigDecimal runningUsd(long now) {
        Duration sinceRepriced = Duration.ofNanos(nanosAt(Tariff.RUNNING, now) - earlierRunningNanos);
        return earlierRunningUsd.add(runningRate.costOf(sinceRepriced));
    }

    Duration timeAt(Tariff wanted, long now) {
        return Duration.ofNanos(nanosAt(wanted, now));
    }

    private long nanosAt(Tariff wanted, long now) {
        long counted = wanted == Tariff.RUNNING ? runningNanos : parkedNanos;
        return wanted == tariff ? counted + now - since : counted;
    }

    /** What time costs. */
    enum Tariff {
        RUNNING,
        PARKED,
        NOTHING
    }
}
