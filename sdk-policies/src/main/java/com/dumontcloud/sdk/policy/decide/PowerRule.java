package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;

/** Takes in what the provider shows. */
final class PowerRule {

    private PowerRule() {}

    static void read(Draft draft, Machine machine, OperationFlow operations) {
        draft.next.profile = draft.next.profile.shownBy(machine);
        show(draft, machine.state(), operations);
        operations.shown(draft);
    }

    static void lost(Draft draft, OperationFlow operations) {
        Reason gone = Reason.of(Reason.Code.POWER_CHANGED, MachineState.DELETED.text());
        if (draft.next.power != MachineState.DELETED) {
            draft.effects.add(new Effect.Alert(Severity.WARNING, gone));
        }
        show(draft, MachineState.DELETED, operations);
        operations.abandon(draft, gone);
    }

    /** A power that is not known is no change: it stops actions by itself, and what was known before is compared with later. */
    private static void show(Draft draft, MachineState shown, OperationFlow operations) {
        MachineCondition next = draft.next;
        MachineState before = next.knownPower;
        next.power = shown;
        next.powerReadNanos = draft.now();
        if (shown == MachineState.UNKNOWN) {
            return;
        }
        next.knownPower = shown;
        if (shown == MachineState.RUNNING) {
            next.parkedNanos = null;
        }
        if (before != null && before != shown) {
            draft.breakIdleRun(Activity.INDETERMINATE);
            if (shown == MachineState.RUNNING) {
                started(draft);
            } else {
                operations.takeBackAny(draft, Reason.of(Reason.Code.POWER_CHANGED, shown.text()));
            }
        }
    }

    /** Silence is counted from here on, and nothing that was said before holds. */
    private static void started(Draft draft) {
        MachineCondition next = draft.next;
        next.runningSinceNanos = draft.now();
        next.silentSinceNanos = draft.now();
        next.liveness = next.liveness == Liveness.NEVER_SEEN ? Liveness.NEVER_SEEN : Liveness.HEALTHY;
        next.reporters = next.reporters.stream().map(ReporterState::restarted).toList();
        next.finishedAtNanos = null;
        next.notified = null;
        next.witnessHeardNanos = null;
    }
}
