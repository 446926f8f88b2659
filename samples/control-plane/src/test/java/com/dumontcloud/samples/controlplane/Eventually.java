package com.dumontcloud.samples.controlplane;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread or process does, within a bound. */
public final class Eventually {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private Eventually() {}

    public static void holds(String what, BooleanSupplier condition) throws InterruptedException {
        holds(() -> what, condition);
    }

    public static void holds(Supplier<String> what, BooleanSupplier condition) throws InterruptedException {
        holds(what, PATIENCE, condition);
    }

    static void holds(Supplier<String> what, Duration patience, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(what.get() + ": not within " + patience);
            }
            Thread.sleep(20);
        }
    }
}
