package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one reporter of a machine. Immutable.
 *
 * @param newest its newest accepted evidence
 * @param startId its present run; absent while it never named one
 * @param pastStarts its earlier runs, newest first, so that their stragglers are told apart
 * @param newestSeq the highest number of the present run; absent where it does not number
 * @param heardNanos observed time of the newest accepted heartbeat
 * @param reading what its signals said then, all together
 */
record ReporterState(
        Evidence newest,
        @Nullable String startId,
        List<String> pastStarts,
        @Nullable Long newestSeq,
        long heardNanos,
        Reading reading) {

    /** A straggler outlives a few restarts of its reporter, not more. */
    private static final int REMEMBERED_STARTS = 8;

    static ReporterState first(Evidence evidence, long now, Reading reading) {
        return new ReporterState(evidence, evidence.reporter().startId(), List.of(), evidence.seq(), now, reading);
    }

    String id() {
        return newest.reporter().id();
    }

    @Nullable
    Goodbye goodbye() {
        return newest.goodbye();
    }

    /** Returns whether this heartbeat was counted before, was overtaken by a newer one, or comes from a run that ended. */
    boolean isOld(Evidence evidence) {
        if (!isOfPresentRun(evidence)) {
            return pastStarts.contains(evidence.reporter().startId());
        }
        Long seq = evidence.seq();
        return seq != null && newestSeq != null && seq <= newestSeq;
    }

    /** Returns this reporter with a newer heartbeat accepted. */
    ReporterState heard(Evidence evidence, long now, Reading reading) {
        if (isOfPresentRun(evidence)) {
            Long seq = evidence.seq() == null ? newestSeq : evidence.seq();
            return new ReporterState(evidence, startId, pastStarts, seq, now, reading);
        }
        List<String> past = startId == null
                ? pastStarts
                : Stream.concat(Stream.of(startId), pastStarts.stream())
                        .limit(REMEMBERED_STARTS)
                        .toList();
        return new ReporterState(evidence, evidence.reporter().startId(), past, evidence.seq(), now, reading);
    }

    /** A heartbeat that names no run belongs to whichever is present: dropping it could drop the only sign of use. */
    boolean isOfPresentRun(Evidence evidence) {
        String start = evidence.reporter().startId();
        return start == null || start.equals(startId);
    }
}
