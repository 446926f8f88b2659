package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * Where a run takes place: who rents the machines out, and how time passes. Everything else is the same everywhere.
 *
 * @param provider who rents machines out
 * @param time the clocks
 * @param pauses lets time pass for this thread
 * @param logins what a command needs to know to log in to a machine, as environment variables; possibly nothing
 * @param ending ends what was begun for the run
 */
record World(
        MachineProvider provider,
        TimeSource time,
        Pauses pauses,
        Function<MachineId, Map<String, String>> logins,
        Runnable ending)
        implements AutoCloseable {

    @Override
    public void close() {
        ending.run();
    }

    /** Lets time pass. */
    @FunctionalInterface
    interface Pauses {

        /** Returns when so much time has passed, or the thread is interrupted. */
        void pass(Duration time) throws InterruptedException;
    }
}
