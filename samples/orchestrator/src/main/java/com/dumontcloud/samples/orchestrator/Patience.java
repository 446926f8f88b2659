package com.dumontcloud.samples.orchestrator;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** Waits in small portions, so that whoever wants the run to end need not wait long. */
final class Patience {

    private static final Duration PORTION = Duration.ofSeconds(1);

    private final World world;
    private final BooleanSupplier isStopped;

    Patience(World world, BooleanSupplier isStopped) {
        this.world = world;
        this.isStopped = isStopped;
    }

    boolean isStopped() {
        return isStopped.getAsBoolean();
    }

    /** Lets so much time pass, less where somebody wants the run to end. */
    void pass(Duration time) throws InterruptedException {
        until(() -> false, time);
    }

    /** Waits until something is so; returns whether it is, which it may not be in time, or if the run is to end. */
    boolean until(BooleanSupplier holds, Duration atMost) throws InterruptedException {
        long begun = world.time().mono();
        while (!holds.getAsBoolean()) {
            long left = atMost.toNanos() - (world.time().mono() - begun);
            if (left <= 0 || isStopped()) {
                return false;
            }
            world.pauses().pass(Duration.ofNanos(Math.min(left, PORTION.toNanos())));
        }
        return true;
    }

    /** Waits until it is done; returns whether it is, which it may not be if the run is to end. */
    boolean untilDone(Future<?> future) throws InterruptedException {
        while (!future.isDone()) {
            if (isStopped()) {
                return false;
            }
            world.pauses().pass(PORTION);
        }
        return true;
    }

    /** Waits until it is done, whoever wants what. */
    void untilSurelyDone(Future<?> future) throws InterruptedException {
        while (!future.isDone()) {
            world.pauses().pass(PORTION);
        }
    }
}
