package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.IdleSignal;
import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import com.dumontcloud.sdk.policy.IdleSignal.Sample;
import com.dumontcloud.sdk.policy.decide.Extensions.Named;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads every signal of one heartbeat: any that is active decides, then any that is evidence of idleness. */
final class SignalReader {

    private final List<Named<IdleSignal>> all;
    private final List<Named<IdleSignal>> whileSaving =
            Named.all("signal", BuiltInSignals.whileSaving(), List.<IdleSignal>of());

    SignalReader(List<IdleSignal> added) {
        this.all = Named.all("signal", BuiltInSignals.all(), added);
    }

    /** Returns the reporter with this heartbeat accepted and read. */
    ReporterState read(Draft draft, Evidence evidence, @Nullable ReporterState known) {
        long now = draft.now();
        long sinceHeard = known == null ? 0 : now - known.heardNanos();
        long moved = Stall.movedNanos(known, evidence, now);
        Evidence before = known != null && known.counts() && known.isOfPresentRun(evidence) ? known.newest() : null;
        double elapsed = before == null ? 0 : sinceHeard / 1e9 / intervals(before, evidence);
        Sample atGpu = new Sample(evidence, before, elapsed, 0, draft.next);
        if (BuiltInSignals.gpu(atGpu) == Reading.ACTIVE) {
            draft.next.gpuWorkedNanos = now;
        }
        long still = Stall.stillNanos(draft, moved);
        Stall.alert(draft, still, sinceHeard);
        Reading reading = combined(draft, new Sample(evidence, before, elapsed, still / 1e9, draft.next));
        return known == null ? ReporterState.first(evidence, now, reading) : known.heard(evidence, now, reading, moved);
    }

    private Reading combined(Draft draft, Sample sample) {
        Operation open = draft.next.operation;
        boolean saving = open != null && open.phase() == Operation.Phase.QUIESCING;
        Reading combined = Reading.UNKNOWN;
        for (Named<IdleSignal> signal : saving ? whileSaving : all) {
            combined = stronger(combined, Extensions.ask(signal, sample, draft));
        }
        return combined;
    }

    private static Reading stronger(Reading one, Reading other) {
        return other.compareTo(one) < 0 ? other : one;
    }

    /** Bytes are counted per interval: where heartbeats were lost on the way, this one does not speak for their time. */
    private static long intervals(Evidence before, Evidence now) {
        Long last = before.seq();
        Long seq = now.seq();
        return last == null || seq == null ? 1 : Math.max(1, seq - last);
    }
}
