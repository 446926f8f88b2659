package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time in the middle of an idle run in which the engine was down or paused. Observed time does not know it, so the
 * run goes on as if it had not been; a reporter whose own idle clock ran on tells what it was worth. Immutable.
 *
 * @param sinceNanos observed time of the run's newest sample before it
 * @param nanos how long it was, beside what was observed of it
 * @param bootId of which boot the machine was then; absent where that is not known
 */
record Unwatched(long sinceNanos, long nanos, @Nullable String bootId) {

    /** Returns whether it matters: whether there is an idle run that spans it. */
    static boolean begin(MachineCondition machine, Duration length) {
        IdleRun run = machine.idleRun;
        if (run == null || length.isZero() || length.isNegative()) {
            return false;
        }
        Unwatched before = machine.unwatched;
        machine.unwatched = before == null
                ? new Unwatched(run.newestNanos(), length.toNanos(), machine.bootId)
                : new Unwatched(before.sinceNanos, before.nanos + length.toNanos(), before.bootId);
        return true;
    }

    /**
     * Settles what it was worth by the first heartbeat that tells: it lengthens the run where the machine's own clock, running
     * since before it, covers it in the same boot; it ends the run where that clock was set back meanwhile.
     */
    static Bridge bridge(MachineCondition machine, Evidence evidence, long now) {
        Unwatched gap = machine.unwatched;
        IdleRun run = machine.idleRun;
        Double idleSeconds = evidence.idleSeconds();
        if (gap == null || run == null || idleSeconds == null) {
            return Bridge.OPEN;
        }
        machine.unwatched = null;
        if (idleSeconds * 1e9 < now - gap.sinceNanos + gap.nanos) {
            return Bridge.BROKEN;
        }
        if (gap.bootId != null && gap.bootId.equals(evidence.bootId())) {
            machine.idleRun = new IdleRun(
                    run.firstNanos() - gap.nanos, run.newestNanos(), run.coveredNanos() + gap.nanos, run.thinNanos());
            machine.coverage = machine.coverage.bridged(gap.nanos);
        }
        return Bridge.CLOSED;
    }

    /** What became of it. */
    enum Bridge {
        /** Nobody told yet. */
        OPEN,
        /** The machine was idle all the while, as far as it can tell. */
        CLOSED,
        /** The machine was used, or started anew. */
        BROKEN
    }
}
