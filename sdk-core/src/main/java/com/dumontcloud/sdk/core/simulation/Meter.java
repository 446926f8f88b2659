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

    private final HourlyRate runningRate;
    private final HourlyRate parkedRate;
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

    /** Returns what an hour costs by the present tariff. */
    HourlyRate rate() {
        return switch (tariff) {
            case RUNNING -> runningRate;
            case PARKED -> parkedRate;
            case NOTHING -> HourlyRate.FREE;
        };
    }

    BigDecimal billedUsd(long now) {
        return runningRate.costOf(timeAt(Tariff.RUNNING, now)).add(parkedRate.costOf(timeAt(Tariff.PARKED, now)));
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
