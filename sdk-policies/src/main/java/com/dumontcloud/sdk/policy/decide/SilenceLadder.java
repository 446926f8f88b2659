package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;

/** What silence makes of a machine as time passes: late, suspect, orphaned. Only a heartbeat leads back up. */
final class SilenceLadder {

    private SilenceLadder() {}

    static void climb(Draft draft) {
        MachineCondition next = draft.next;
        if (isRunOver(draft)) {
            draft.breakIdleRun(Activity.INDETERMINATE);
        }
        if (next.liveness == Liveness.NEVER_SEEN || next.finishedAtNanos != null || !next.isExpectedToReport()) {
            return;
        }
        EffectiveSettings settings = next.settings;
        long silence = draft.now() - next.silentSinceNanos;
        if (silence >= settings.lateAfterNanos() && next.liveness == Liveness.HEALTHY) {
            next.liveness = Liveness.LATE;
        }
        if (silence >= settings.suspectAfterNanos() && next.liveness == Liveness.LATE) {
            next.liveness = Liveness.SUSPECT;
            draft.breakIdleRun(Activity.INDETERMINATE);
            draft.effects.add(new Effect.Alert(Severity.WARNING, silent(Reason.Code.NO_HEARTBEAT, draft)));
            askWitness(draft);
        }
        boolean held = next.keepAlive.coveredAt(draft.moment.wall()).contains(Cause.ORPHAN);
        if (held && next.liveness == Liveness.ORPHANED) {
            next.liveness = Liveness.SUSPECT;
            next.notified = null;
        } else if (!held && silence >= settings.orphanAfterNanos() && next.liveness == Liveness.SUSPECT) {
            next.liveness = Liveness.ORPHANED;
        }
    }

    /** A gap ends a run: nobody knows what happened in it. */
    static boolean isRunOver(Draft draft) {
        IdleRun run = draft.next.idleRun;
        return run != null && draft.now() - run.newestNanos() >= draft.next.settings.lateAfterNanos();
    }

    static void askWitness(Draft draft) {
        if (!draft.next.isAssumedRunning()) {
            draft.next.witnessAskedNanos = draft.now();
            draft.effects.add(new Effect.AskWitness());
        }
    }

    /** What waits for long, say for a snapshot, would else outlive what the provider said of the machine's use, and be taken back. */
    static void keepWitnessed(Draft draft) {
        Operation open = draft.next.operation;
        Long heard = draft.next.witnessHeardNanos;
        Long asked = draft.next.witnessAskedNanos;
        boolean rests = open != null && open.isRevocable() && BuiltInGuard.WITNESSED_CAUSES.contains(open.cause());
        if (!rests || heard == null || asked == null || asked > heard) {
            return;
        }
        if (draft.now() - heard >= BuiltInGuard.WITNESS_RENEWED.toNanos()) {
            askWitness(draft);
        }
    }

    static Reason silent(Reason.Code code, Draft draft) {
        return Reason.of(code, draft.moment.since(draft.next.silentSinceNanos));
    }
}
