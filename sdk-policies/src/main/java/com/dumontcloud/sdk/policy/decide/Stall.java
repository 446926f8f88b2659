package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** For how long a program has said that it is busy while neither its progress nor a GPU moved: its word wears out. */
final class Stall {

    private static final long STALLED_NANOS = Duration.ofMinutes(60).toNanos();

    private static final double LONGEST_SECONDS = 1e8;

    private Stall() {}

    /** Returns when the program that speaks last showed progress; now where it does not say that it is busy. */
    static long movedNanos(@Nullable ReporterState known, Evidence evidence, long now) {
        BusyReading busy = evidence.busy();
        BusyReading before = known == null ? null : known.newest().busy();
        if (known == null || busy == null || before == null || !busy.active() || !before.active()) {
            return now;
        }
        boolean moved =
                !Objects.equals(busy.progress(), before.progress()) || !Objects.equals(busy.label(), before.label());
        Double changed = busy.progressChangedSeconds();
        long told = changed != null && changed >= 0
                ? now - (long) (Math.min(changed, LONGEST_SECONDS) * 1e9)
                : Long.MIN_VALUE;
        return moved ? now : Math.max(known.movedNanos(), told);
    }

    static long stillNanos(Draft draft, long movedNanos) {
        Long worked = draft.next.gpuWorkedNanos;
        return draft.now() - (worked == null ? movedNanos : Math.max(movedNanos, worked));
    }

    /** People are told once, when the hour is full: only they can tell slow work from a hung loop. */
    static void alert(Draft draft, long stillNanos, long sinceHeardNanos) {
        if (stillNanos >= STALLED_NANOS && stillNanos - sinceHeardNanos < STALLED_NANOS) {
            draft.effects.add(
                    new Effect.Alert(Severity.WARNING, Reason.of(Reason.Code.STALLED, Duration.ofNanos(stillNanos))));
        }
    }
}
