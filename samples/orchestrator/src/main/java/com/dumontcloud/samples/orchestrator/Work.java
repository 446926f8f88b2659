package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.model.MachineId;
import java.time.Duration;

/** What a step of the training is. */
@FunctionalInterface
interface Work {

    /**
     * Does one step on a machine.
     *
     * @param step 1 or more; the same one again where the machine was lost before the checkpoint that follows
     * @return whether it worked; if not, the machine is looked at, and the step is done again there or elsewhere
     */
    boolean step(MachineId machine, int step) throws InterruptedException;

    /** Returns work that takes its time and does nothing else: what a machine would do meanwhile is its own matter. */
    static Work lasting(Duration length, Patience patience) {
        return (machine, step) -> {
            patience.pass(length);
            return true;
        };
    }
}
