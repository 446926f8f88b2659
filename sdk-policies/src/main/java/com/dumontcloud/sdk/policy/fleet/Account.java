package com.dumontcloud.sdk.policy.fleet;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * What a machine, or a fleet, has cost and what parking it has saved, in US dollars. Immutable.
 *
 * <p>Time in use, time unused and time parked add up to what was billed; billed and saved add up to what it would have cost had
 * nothing ever been parked.
 *
 * <p>Time since its provider was last read in which a machine may have begun to run counts as in use until the next reading. Should that
 * show that it did not run, it is time off from there on, and what was billed is less than before.
 *
 * @param usefulUsd billed while running and used, or not known to be unused
 * @param wastedUsd billed while running and unused
 * @param parkedUsd billed while off, for what is kept
 * @param savedUsd not billed, because the engine or its owner had parked it: the rate avoided less the parked rate
 * @param billedTodayUsd billed since 00:00 UTC
 * @param running for how long it was billed as running
 * @param stopped for how long it was billed as off
 * @param unseen of the running time and of what was in use, that in which nobody knows yet whether it ran
 */
public record Account(
        BigDecimal usefulUsd,
        BigDecimal wastedUsd,
        BigDecimal parkedUsd,
        BigDecimal savedUsd,
        BigDecimal billedTodayUsd,
        Duration running,
        Duration stopped,
        Duration unseen) {

    /** Nothing billed, nothing saved. */
    public static final Account ZERO = new Account(
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO);

    /** Returns all that was billed. */
    public BigDecimal billedUsd() {
        return usefulUsd.add(wastedUsd).add(parkedUsd);
    }

    /** Returns what it would have cost had nothing ever been parked. */
    public BigDecimal neverParkedUsd() {
        return billedUsd().add(savedUsd);
    }

    /** Returns this account and another in one. */
    public Account plus(Account other) {
        return new Account(
                usefulUsd.add(other.usefulUsd),
                wastedUsd.add(other.wastedUsd),
                parkedUsd.add(other.parkedUsd),
                savedUsd.add(other.savedUsd),
                billedTodayUsd.add(other.billedTodayUsd),
                running.plus(other.running),
                stopped.plus(other.stopped),
                unseen.plus(other.unseen));
    }
}
