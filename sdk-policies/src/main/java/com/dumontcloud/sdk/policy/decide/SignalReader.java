package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.IdleSignal;
import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import com.dumontcloud.sdk.policy.IdleSignal.Sample;
import com.dumontcloud.sdk.policy.decide.Extensions.Named;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads every signal of one heartbeat: any that is active decides, then any that is evidence of idleness. */
final class SignalReader {

    /** While programs save and a snapshot is taken, disk and processor are at work on our behalf. */
    private static final Set<Operation.Phase> SAVING =
            EnumSet.of(Operation.Phase.QUIESCING, Operation.Phase.SNAPSHOTTING, Operation.Phase.VERIFIED);

    private final List<Named<IdleSignal>> all;
    private final List<Named<IdleSignal>> whileSaving =
            Named.all("signal", BuiltInSignal.whileSaving(), List.<IdleSignal>of());

    SignalReader(List<IdleSignal> added) {
        this.all = Named.all("signal", List.of(BuiltInSignal.values()), added);
    }

    /** Returns every signal in the order in which readings are kept; those that count while saving come first. */
    List<Named<IdleSignal>> all() {
        return all;
    }

    /** Returns the reporter with this heartbeat accepted and read. */
    ReporterState read(Draft draft, Evidence evidence, @Nullable ReporterState known) {
        long now = draft.now();
        long sinceHeard = known == null ? 0 : now - known.heardNanos();
        long moved = Stall.movedNanos(known, evidence, now);
        Evidence before = known != null && known.counts() && known.isOfPresentRun(evidence) ? known.newest() : null;
        double elapsed = before == null ? 0 : sinceHeard / 1e9 / intervals(before, evidence);
        List<IdlePower> idlePower =
                IdlePower.learn(known == null ? List.of() : known.idlePower(), evidence, draft.next.settings.base());
        Double power = IdlePower.share(idlePower, evidence);
        Sample atGpu = new Sample(evidence, before, elapsed, 0, power, draft.next);
        if (BuiltInSignal.isGpuActive(atGpu)) {
            draft.next.gpuWorkedNanos = now;
        }
        long still = Stall.stillNanos(draft, moved);
        Stall.alert(draft, still, sinceHeard);
        Sample sample = new Sample(evidence, before, elapsed, still / 1e9, power, draft.next);
        Operation open = draft.next.operation;
        boolean saving = open != null && SAVING.contains(open.phase());
        List<Named<IdleSignal>> asked = saving ? whileSaving : all;
        Reading combined = Reading.UNKNOWN;
        long packed = 0;
        for (int i = 0; i < asked.size(); i++) {
            Reading reading = Extensions.ask(asked.get(i), sample, draft);
            combined = stronger(combined, reading);
            packed = Sampled.with(packed, i, reading);
        }
        boolean isUnasked = saving && combined != Reading.ACTIVE && draft.next.profile.isWithoutGpu();
        if (isUnasked && evidence.cpuPercent() != null) {
            combined = Reading.IDLE; // Its processor, which would tell, is what saves.
        }
        Sampled sampled = Sampled.of(sample, packed);
        return known == null
                ? ReporterState.first(evidence, now, combined, sampled, idlePower)
                : known.heard(evidence, now, combined, moved, sampled, idlePower);
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
