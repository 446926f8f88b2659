package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.DerivedThreshold;
import com.dumontcloud.sdk.policy.GapMemory;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a machine is used: the gaps between uses, and what parking it in them led to. Only a gap that was watched from its
 * beginning is one; while the machine is off, it is not used. Kept where the threshold is derived. Immutable.
 *
 * @param gaps the gaps so far
 * @param usedNanos observed time at which it was last seen in use, or woken; absent where that is not known
 * @param offNanos since when it is off; absent while it is not
 * @param parkedByEngine whether the engine turned it off because it was not used
 * @param leastNanos it is not parked again before it was unused for so long: the back-off after a wrong hibernation
 */
record Habit(
        GapMemory gaps, @Nullable Long usedNanos, @Nullable Long offNanos, boolean parkedByEngine, long leastNanos) {

    static final Habit NONE = new Habit(GapMemory.NONE, null, null, false, 0);

    private static final long MOST_BACK_OFF_NANOS = Duration.ofDays(1).toNanos();

    /** In use. The gap before it is known if idle samples lead from the use before to here. */
    Habit used(long now, @Nullable IdleRun run, long lateAfterNanos) {
        return follows(run, now, lateAfterNanos) ? ended(now) : new Habit(gaps, now, null, false, leastNanos);
    }

    /** Nobody can tell from here on whether it is used. */
    Habit lost(@Nullable IdleRun run, long lateAfterNanos) {
        if (offNanos != null || usedNanos == null || run == null || !follows(run, run.newestNanos(), lateAfterNanos)) {
            return this;
        }
        GapMemory more = gaps.plusUnfinished(Duration.ofNanos(run.newestNanos() - usedNanos));
        return new Habit(more, null, null, false, leastNanos);
    }

    /** Off from here on. */
    Habit off(long now, @Nullable IdleRun run, long lateAfterNanos) {
        if (offNanos != null) {
            return this;
        }
        return new Habit(gaps, follows(run, now, lateAfterNanos) ? usedNanos : null, now, false, leastNanos);
    }

    /** The engine turned it off, since it was not used. */
    Habit parkedUnused() {
        return new Habit(gaps, usedNanos, offNanos, true, leastNanos);
    }

    /**
     * Somebody wants it on again, which is a use.
     *
     * @param idleAfterNanos for how long it could be unused this time
     */
    Habit back(long now, long idleAfterNanos) {
        if (offNanos == null) {
            return this;
        }
        boolean wrong = parkedByEngine && now - offNanos <= DerivedThreshold.WRONG_WITHIN.toNanos();
        Habit back = ended(now);
        return wrong ? back.notBefore(Math.min(idleAfterNanos / 2 * 3, MOST_BACK_OFF_NANOS)) : back;
    }

    private Habit notBefore(long nanos) {
        return new Habit(gaps, usedNanos, offNanos, parkedByEngine, nanos);
    }

    /** A gap of interest without a mistake ends the back-off. */
    private Habit ended(long now) {
        Duration gap = usedNanos == null ? Duration.ZERO : Duration.ofNanos(now - usedNanos);
        boolean counts = gap.compareTo(GapMemory.SHORTEST) >= 0;
        return new Habit(gaps.plus(gap), now, null, false, counts ? 0 : leastNanos);
    }

    private boolean follows(@Nullable IdleRun run, long now, long lateAfterNanos) {
        return usedNanos != null
                && run != null
                && run.firstNanos() - usedNanos <= lateAfterNanos
                && now - run.newestNanos() < lateAfterNanos;
    }
}
