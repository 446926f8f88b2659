package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Moment;
import java.time.Instant;

/** Until when what is on a machine may have changed: a snapshot that is to stand for it must not be older. */
final class LastUse {

    private LastUse() {}

    /**
     * Returns the latest time at which it may have been in use: when it was seen to be stopped; where it still runs, when its idle
     * run began; now, where nobody knows.
     */
    static Instant of(MachineCondition machine, Moment now) {
        IdleRun run = machine.idleRun;
        if (machine.stoppedAt != null) {
            return machine.stoppedAt;
        }
        return run == null ? now.wall() : now.wall().minus(now.since(run.firstNanos()));
    }
}
