package com.dumontcloud.samples.quickstart;

import com.dumontcloud.samples.quickstart.drive.Run;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets a run pass step by step, no faster than people can watch, until it is over or somebody interrupts it. */
final class Player {

    private final Interrupt interrupt;
    private final Duration atLeast;

    /**
     * Creates a player.
     *
     * @param atLeast how long a whole run takes in real time at least; zero for as fast as possible
     */
    Player(Interrupt interrupt, Duration atLeast) {
        this.interrupt = interrupt;
        this.atLeast = atLeast;
    }

    /** Plays the run and returns how far it came. */
    Duration play(Run run, Duration step, Runnable afterEachStep) {
        Duration passed = Duration.ZERO;
        long began = System.nanoTime();
        while (passed.compareTo(run.length()) < 0 && !interrupt.isRequested()) {
            Duration left = run.length().minus(passed);
            Duration next = step.compareTo(left) < 0 ? step : left;
            run.advance(next);
            passed = passed.plus(next);
            afterEachStep.run();
            double share = (double) passed.toMillis() / run.length().toMillis();
            pauseUntil(began + (long) (share * atLeast.toNanos()));
        }
        return passed;
    }

    private void pauseUntil(long nanos) {
        long left = nanos - System.nanoTime();
        while (left > 0 && !interrupt.isRequested()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(50)));
            left = nanos - System.nanoTime();
        }
    }
}
