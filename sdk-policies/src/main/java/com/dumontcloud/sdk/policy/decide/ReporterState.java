package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one reporter of a machine. Immutable.
 *
 * @param newest its newest accepted evidence
 * @param counts whether it is expected to go on: it said no goodbye, and the machine was not restarted since
 * @param startId its present run; absent while it names none
 * @param pastStarts its earlier runs, newest first, so that their stragglers are told apart
 * @param newestSeq the highest number of the present run; absent where it does not number
 * @param heardNanos observed time of the newest accepted heartbeat
 * @param reading what its signals said then, all together
 * @param movedNanos observed time at which its program last showed progress, or did not say that it was busy
 * @param hasProcesses whether processes used a GPU when it last said anything about that
 * @param hasSessions whether somebody had a session open when it last said anything about that
 * @param sampled what its newest heartbeat was read with; absent before one was
 * @param idlePower what its GPUs draw when idle, as far as that was seen since the machine was started
 */
record ReporterState(
        Evidence newest,
        boolean counts,
        @Nullable String startId,
        List<String> pastStarts,
        @Nullable Long newestSeq,
        long heardNanos,
        Reading reading,
        long movedNanos,
        boolean hasProcesses,
        boolean hasSessions,
        @Nullable Sampled sampled,
        List<IdlePower> idlePower) {

    /** A straggler outlives a few restarts of its reporter, not more. */
    private static final int REMEMBERED_STARTS = 8;

    static ReporterState first(
            Evidence evidence, long now, Reading reading, Sampled sampled, List<IdlePower> idlePower) {
        Evidence kept = evidence.toKeep(null);
        return new ReporterState(
                kept,
                kept.goodbye() == null,
                kept.reporter().startId(),
                List.of(),
                evidence.seq(),
                now,
                reading,
                now,
                Boolean.TRUE.equals(evidence.hasProcesses()),
                Boolean.TRUE.equals(evidence.hasSessions()),
                sampled,
                idlePower);
    }

    String id() {
        return newest.reporter().id();
    }

    /** Returns whether it runs inside a working program; any other kind is an agent. */
    boolean isProgram() {
        return "process".equals(newest.reporter().kind());
    }

    /** Returns whether this heartbeat was counted before, was overtaken by a newer one, or comes from a run that ended. */
    boolean isOld(Evidence evidence) {
        if (!isOfPresentRun(evidence)) {
            return pastStarts.contains(evidence.reporter().startId());
        }
        Long seq = evidence.seq();
        return seq != null && newestSeq != null && seq <= newestSeq && !isOfOtherBoot(evidence);
    }

    /** Returns this reporter with a newer heartbeat accepted. */
    ReporterState heard(
            Evidence evidence,
            long now,
            Reading reading,
            long moved,
            Sampled nowSampled,
            List<IdlePower> nowIdlePower) {
        boolean samePresent = isOfPresentRun(evidence);
        Evidence kept = evidence.toKeep(newest);
        String start = samePresent ? startId : kept.reporter().startId();
        Long seq = samePresent && kept.seq() == null ? newestSeq : kept.seq();
        return new ReporterState(
                kept,
                evidence.goodbye() == null,
                start,
                samePresent ? pastStarts : pastStartsWithPresent(),
                seq,
                now,
                reading,
                moved,
                known(evidence.hasProcesses(), hasProcesses),
                known(evidence.hasSessions(), hasSessions),
                nowSampled,
                nowIdlePower);
    }

    /** Returns this reporter as if it had said the same again at this time. */
    ReporterState heardUntil(long now) {
        return new ReporterState(
                newest,
                counts,
                startId,
                pastStarts,
                newestSeq,
                Math.max(heardNanos, now),
                reading,
                movedNanos == heardNanos ? Math.max(heardNanos, now) : movedNanos,
                hasProcesses,
                hasSessions,
                sampled,
                idlePower);
    }

    /** Returns this reporter after its machine was started anew: what it said holds no longer, though its run may go on. */
    ReporterState restarted() {
        return new ReporterState(
                newest,
                false,
                startId,
                pastStarts,
                startId == null ? null : newestSeq,
                heardNanos,
                Reading.UNKNOWN,
                movedNanos,
                false,
                false,
                null,
                List.of());
    }

    /** Returns this reporter after its machine was rebooted: no run outlives that. */
    ReporterState rebooted() {
        return new ReporterState(
                newest,
                false,
                null,
                pastStartsWithPresent(),
                null,
                heardNanos,
                Reading.UNKNOWN,
                movedNanos,
                false,
                false,
                null,
                List.of());
    }

    /** A heartbeat that names no run belongs to whichever is present: dropping it could drop the only sign of use. */
    boolean isOfPresentRun(Evidence evidence) {
        String start = evidence.reporter().startId();
        return start == null || start.equals(startId);
    }

    private boolean isOfOtherBoot(Evidence evidence) {
        String boot = evidence.bootId();
        return boot != null && newest.bootId() != null && !boot.equals(newest.bootId());
    }

    private List<String> pastStartsWithPresent() {
        if (startId == null) {
            return pastStarts;
        }
        return Stream.concat(Stream.of(startId), pastStarts.stream())
                .limit(REMEMBERED_STARTS)
                .toList();
    }

    private static boolean known(@Nullable Boolean now, boolean before) {
        return now == null ? before : now;
    }
}
