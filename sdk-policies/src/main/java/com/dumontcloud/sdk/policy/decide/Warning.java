package com.dumontcloud.sdk.policy.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * That the users of a machine were told that it will be parked. While it stands every reply says so, to whichever reporter, and
 * it has arrived once one of those is heard again. Immutable.
 *
 * @param told who was told and may yet show it, the longest ago first
 * @param arrivedNanos observed time of the earliest heartbeat whose reply is known to have arrived; absent while none is
 */
record Warning(List<Told> told, @Nullable Long arrivedNanos) {

    /** Returns the warning that stands after this reporter was heard, and is told in the reply. */
    static Warning heard(@Nullable Warning before, ReporterState reporter, MachineCondition machine, long now) {
        if (before == null) {
            return new Warning(List.of(Told.now(reporter, now)), null);
        } else if (before.hasArrived() && before.told.isEmpty()) {
            return before;
        }
        Long arrived = before.arrivedNanos;
        List<Told> open = new ArrayList<>();
        for (Told one : before.told) {
            if (one.isFresh(machine, now)) {
                if (one.isOf(reporter)) {
                    arrived = arrived == null ? one.atNanos : Math.min(arrived, one.atNanos);
                } else {
                    open.add(one);
                }
            }
        }
        if (arrived == null) {
            open.add(Told.now(reporter, now));
        }
        return new Warning(List.copyOf(open), arrived);
    }

    boolean hasArrived() {
        return arrivedNanos != null;
    }

    /** Returns when it was delivered; while that is not known, when it was at the earliest. */
    long deliveredNanos() {
        return arrivedNanos == null ? told.get(0).atNanos : arrivedNanos;
    }

    /**
     * That the reply to a reporter said it.
     *
     * @param reporterId to which
     * @param startId in which run of it, for what a run was told ends with it
     * @param atNanos observed time of the heartbeat that was replied to
     */
    record Told(String reporterId, @Nullable String startId, long atNanos) {

        private static Told now(ReporterState reporter, long now) {
            return new Told(reporter.id(), reporter.startId(), now);
        }

        private boolean isOf(ReporterState reporter) {
            return reporterId.equals(reporter.id()) && Objects.equals(startId, reporter.startId());
        }

        /** Whoever left, or is heard again only after a silence, may not have got the reply. */
        private boolean isFresh(MachineCondition machine, long now) {
            ReporterState reporter = Reporters.find(machine.reporters, reporterId);
            return reporter != null && reporter.counts() && now - atNanos < machine.settings.lateAfterNanos();
        }
    }
}
