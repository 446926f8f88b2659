package com.dumontcloud.sdk.policy.decide;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the heartbeats of a history really say of a machine's use, recomputed in whole seconds by principle 3 of the lifecycle rules. */
final class IdleTruth {

    private static final long STALLED = 3600;
    private static final long NO_LONGER_BELIEVED = 7200;

    private final List<Said> said = new ArrayList<>();
    private final Map<String, Long> heard = new HashMap<>();
    private final Map<String, Long> stuckSince = new HashMap<>();
    private long gpuWorked = Long.MIN_VALUE / 2;

    /**
     * Takes in a heartbeat that counts.
     *
     * @param saving whether its agent was saving, which processors, disks and networks show as work
     * @param told whether its reply carried a countdown
     */
    void hear(Step.Heard step, boolean saving, boolean told, long late) {
        long now = step.second();
        String reporter = step.reporter();
        gpuWorked = step.showsGpuAtWork() ? now : gpuWorked;
        if (step.use() == Step.Use.STUCK) {
            stuckSince.putIfAbsent(reporter, now);
        } else {
            stuckSince.remove(reporter);
        }
        Long before = heard.put(reporter, now);
        long covered = before == null ? 0 : Math.min(now - before, late);
        said.add(new Said(
                now,
                reporter,
                isBusy(step, saving),
                step.use() == Step.Use.NOT_KNOWN,
                step.use() == Step.Use.GLIMPSED ? Math.min(1, covered) : covered,
                told));
    }

    /** The machine was turned off or on: what was said until now, by the heartbeat that told of it too, is of before. */
    void endRun() {
        said.clear();
    }

    private boolean isBusy(Step.Heard step, boolean saving) {
        return switch (step.use()) {
            case BUSY -> true;
            case HOST -> !saving;
            case STUCK -> stuckFor(step.reporter(), step.second()) < NO_LONGER_BELIEVED;
            case IDLE, GLIMPSED, NOT_KNOWN -> false;
        };
    }

    /** Returns whether this reporter's program has said for an hour that it is busy, with nothing to show for it. */
    boolean isStalled(String reporter, long now) {
        return stuckFor(reporter, now) >= STALLED;
    }

    private long stuckFor(String reporter, long now) {
        Long since = stuckSince.get(reporter);
        return since == null ? 0 : now - Math.max(since, gpuWorked);
    }

    /** Returns the idle run that the newest sample ends, if any since this second makes one. */
    @Nullable
    Run run(long since, long late) {
        List<Said> run = new ArrayList<>();
        for (Said one : said) {
            if (one.second < since || one.busy) {
                run.clear();
            } else if (!one.unknown) {
                if (!run.isEmpty() && one.second - run.get(run.size() - 1).second >= late) {
                    run.clear();
                }
                run.add(one);
            }
        }
        return run.isEmpty() ? null : new Run(run.get(0).second, run.get(run.size() - 1).second, unseen(run));
    }

    /** The seconds of the run that no sample speaks for: each sample speaks for some time before it. */
    private static BitSet unseen(List<Said> run) {
        long first = run.get(0).second;
        BitSet unseen = new BitSet();
        unseen.set(0, (int) (run.get(run.size() - 1).second - first));
        for (Said one : run) {
            int until = (int) (one.second - first);
            unseen.clear((int) Math.max(0, until - one.covered), until);
        }
        return unseen;
    }

    /** Some reply said it long enough ago, was followed by another heartbeat of that reporter, and was never taken back. */
    boolean wasWarned(long now, long since, long lead) {
        for (int i = said.size() - 1; i >= 0 && said.get(i).told && said.get(i).second >= since; i--) {
            Said one = said.get(i);
            boolean acknowledged =
                    said.subList(i + 1, said.size()).stream().anyMatch(other -> other.reporter.equals(one.reporter));
            if (now - one.second >= lead && acknowledged) {
                return true;
            }
        }
        return false;
    }

    /** A run of idle samples, and the seconds since the first of them that none speaks for. */
    record Run(long first, long newest, BitSet unseen) {

        long length() {
            return newest - first;
        }

        /** Returns whether some stretch of it that lasts until now, and at least so long, is covered to such a share. */
        boolean isCovered(long least, double share) {
            int length = (int) length();
            int missed = 0;
            for (int from = length - 1; from >= 0; from--) {
                missed += unseen.get(from) ? 1 : 0;
                int stretch = length - from;
                if (stretch >= least && (stretch - missed) / (double) stretch >= share) {
                    return true;
                }
            }
            return false;
        }
    }

    private record Said(long second, String reporter, boolean busy, boolean unknown, long covered, boolean told) {}
}
