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
        return draft.now() - sinceNanos(draft.next, movedNanos);
    }

    /** Returns when the program's progress or a GPU last moved. */
    static long sinceNanos(MachineCondition machine, long movedNanos) {
        Long worked = machine.gpuWorkedNanos;
        return worked == null ? movedNanos : Math.max(movedNanos, worked);
    }

    /** People are told once, when it has stood still for long enough: only they can tell slow work from a hung loop. */
    static void alert(Draft draft, long stillNanos, long sinceHeardNanos) {
        long stalled = draft.next.settings.base().signals().stalledAfter().toNanos();
        if (stillNanos >= stalled && stillNanos - sinceHeardNanos < stalled) {
            draft.effects.add(
                    new Effect.Alert(Severity.WARNING, Reason.of(Reason.Code.STALLED, Duration.ofNanos(stillNanos))));
        }
    }
}
