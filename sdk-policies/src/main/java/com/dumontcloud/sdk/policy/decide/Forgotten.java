package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a machine lies orphaned and parked, and what its owner was told of that. Immutable.
 *
 * @param sinceNanos observed time since when
 * @param sinceWall the same by the wall
 * @param warnings what its owner was told, oldest first
 */
record Forgotten(long sinceNanos, Instant sinceWall, List<Warned> warnings) {

    /** How long before it is given back its owner is told, for the first, the second and the third time. */
    static final List<Duration> LEADS = List.of(Duration.ofHours(72), Duration.ofHours(24), Duration.ofHours(1));

    Forgotten {
        warnings = List.copyOf(warnings);
    }

    static Forgotten since(Moment now) {
        return new Forgotten(now.observedNanos(), now.wall(), List.of());
    }

    /** Returns the warning that no notifier has taken yet. */
    @Nullable
    Warned open() {
        Warned last = warnings.isEmpty() ? null : warnings.get(warnings.size() - 1);
        return last == null || last.acceptedNanos != null ? null : last;
    }

    boolean isFullyWarned() {
        return taken() == LEADS.size();
    }

    /** Returns how many warnings a notifier has taken. */
    int taken() {
        return open() == null ? warnings.size() : warnings.size() - 1;
    }

    /**
     * Returns whether it may be given back in that time from now, on both clocks, if its owner is told nothing more: long enough
     * after it was parked, and after each warning that was taken.
     */
    boolean isReached(Duration deleteAfter, Duration lead, Moment now) {
        return leftNanos(deleteAfter, lead, now) <= 0;
    }

    /** Returns how long until then, on the slower of the two clocks. */
    long leftNanos(Duration deleteAfter, Duration lead, Moment now) {
        long nanos = sinceNanos + deleteAfter.toNanos();
        Instant wall = sinceWall.plus(deleteAfter);
        for (int i = 0; i < warnings.size(); i++) {
            Warned one = warnings.get(i);
            if (one.acceptedNanos != null && one.acceptedWall != null) {
                nanos = Math.max(nanos, one.acceptedNanos + LEADS.get(i).toNanos());
                Instant earliest = one.acceptedWall.plus(LEADS.get(i));
                wall = earliest.isAfter(wall) ? earliest : wall;
            }
        }
        long observed = nanos - lead.toNanos() - now.observedNanos();
        return Math.max(observed, Duration.between(now.wall(), wall.minus(lead)).toNanos());
    }

    Forgotten warnedBy(String noticeId, long now) {
        List<Warned> all = new ArrayList<>(warnings);
        all.remove(open());
        all.add(new Warned(noticeId, now, null, null));
        return new Forgotten(sinceNanos, sinceWall, all);
    }

    Forgotten accepted(Moment now) {
        List<Warned> all = new ArrayList<>(warnings);
        Warned last = all.remove(all.size() - 1);
        all.add(new Warned(last.noticeId, last.sentNanos, now.observedNanos(), now.wall()));
        return new Forgotten(sinceNanos, sinceWall, all);
    }

    /** Whatever was said is taken back. */
    Forgotten withoutWarnings() {
        return warnings.isEmpty() ? this : new Forgotten(sinceNanos, sinceWall, List.of());
    }

    /**
     * That its owner was told.
     *
     * @param noticeId names the notice
     * @param sentNanos observed time at which it was sent last
     * @param acceptedNanos observed time at which a notifier took it; absent until then
     * @param acceptedWall the same by the wall
     */
    record Warned(
            String noticeId,
            long sentNanos,
            @Nullable Long acceptedNanos,
            @Nullable Instant acceptedWall) {}
}
