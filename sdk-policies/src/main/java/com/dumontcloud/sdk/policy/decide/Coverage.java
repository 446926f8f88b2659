package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import java.util.ArrayList;
import java.util.List;

/**
 * From when on the samples of an idle run speak for enough of it.
 *
 * <p>A run counts from its first sample for as long as its samples speak for enough of the time since. Where they do not, it counts
 * from the end of the stretch that was one too many: what lies before is neither held against it nor counted in its favour. So
 * what counts of a run is never less than what would count of one that had begun later, and use in between, which begins a run
 * anew, makes no action earlier. Two numbers are kept, however long the run is. Immutable.
 *
 * @param thinNanos how much of the beginning of the run does not count
 * @param missedNanos how much since then no sample speaks for, or will
 * @param open stretches that no sample speaks for, oldest first, as long as another reporter's next one still may
 */
record Coverage(long thinNanos, long missedNanos, List<Gap> open) {

    /** Of a run that its samples speak for from its beginning on. */
    static final Coverage WHOLE = new Coverage(0, 0, List.of());

    /**
     * A sample ends the machine's idle run for now, or begins one, and closes what it speaks for of the stretches that earlier ones
     * left open.
     *
     * @param covered the time before it that it speaks for
     */
    static void extend(MachineCondition machine, long now, long covered) {
        IdleRun run = machine.idleRun;
        if (run == null) {
            machine.idleRun = new IdleRun(now, now, 0, 0);
            machine.coverage = WHOLE;
            return;
        }
        Coverage before = machine.coverage;
        long since = now - run.newestNanos();
        if (covered >= since && before.missedNanos == 0 && before.open.isEmpty()) {
            machine.idleRun = new IdleRun(run.firstNanos(), now, run.coveredNanos() + since, run.thinNanos());
            return;
        }
        List<Gap> gaps = new ArrayList<>(before.open);
        gaps.add(new Gap(run.newestNanos(), now));
        List<Gap> left = gaps.stream().map(gap -> gap.before(now - covered)).toList();
        long closed = nanos(gaps) - nanos(left);
        double least = machine.settings.base().minimumCoverage();
        long finalUntil = now - machine.settings.lateAfterNanos();
        Coverage settled = new Coverage(before.thinNanos, before.missedNanos, List.of());
        List<Gap> open = new ArrayList<>();
        for (Gap gap : left) {
            if (gap.untilNanos() <= finalUntil) {
                settled = settled.without(gap, run.firstNanos(), least);
            } else if (gap.nanos() > 0) {
                open.add(gap);
            }
        }
        machine.coverage = new Coverage(settled.thinNanos, settled.missedNanos, List.copyOf(open));
        long thin = machine.coverage.thinNanos(run.firstNanos(), now, least);
        machine.idleRun = new IdleRun(run.firstNanos(), now, run.coveredNanos() + closed, thin);
    }

    /** The run is as much longer, by time that lies after all that is open and that counts as spoken for. */
    Coverage bridged(long nanos) {
        return open.isEmpty()
                ? this
                : new Coverage(
                        thinNanos,
                        missedNanos,
                        open.stream().map(gap -> gap.earlier(nanos)).toList());
    }

    /** Returns how much of the run does not count as long as nobody speaks for what is open. */
    private long thinNanos(long first, long now, double least) {
        Coverage worst = this;
        for (Gap gap : open) {
            worst = worst.without(gap, first, least);
        }
        return worst.isEnoughUntil(now, first, least) ? worst.thinNanos : now - first;
    }

    private Coverage without(Gap gap, long first, double least) {
        Coverage with = new Coverage(thinNanos, missedNanos + gap.nanos(), open);
        return with.isEnoughUntil(gap.untilNanos(), first, least)
                ? with
                : new Coverage(gap.untilNanos() - first, 0, open);
    }

    private boolean isEnoughUntil(long until, long first, double least) {
        long counted = until - first - thinNanos;
        return counted - missedNanos >= least * counted;
    }

    private static long nanos(List<Gap> gaps) {
        return gaps.stream().mapToLong(Gap::nanos).sum();
    }
}
