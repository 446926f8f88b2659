package com.dumontcloud.samples.quickstart.screen;

import com.dumontcloud.samples.quickstart.replay.Replay;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Says every few days how far a replay is. */
public final class ReplayProgress {

    private static final Duration EVERY = Duration.ofDays(5);

    private final PrintStream out;
    private final Replay replay;
    private Duration next = EVERY;

    /** Creates the progress of a replay that stands at its beginning. */
    public ReplayProgress(PrintStream out, Replay replay) {
        this.out = out;
        this.replay = replay;
    }

    /** Says how far it is, when it is time to. */
    public void show() {
        Duration passed = replay.passed();
        if (passed.compareTo(next) >= 0) {
            next = next.plus(EVERY);
            out.println(String.format(
                    Locale.ROOT,
                    "day %2d of %d: %d machines on, parked %,d times so far",
                    passed.toDays(),
                    replay.length().plusDays(1).minusNanos(1).toDays(),
                    replay.machinesOn(),
                    replay.parkings().size()));
        }
    }
}
