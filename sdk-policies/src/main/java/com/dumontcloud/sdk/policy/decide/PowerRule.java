package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine.Draft;
import java.util.List;

/** Takes in what the provider shows. */
final class PowerRule {

    private PowerRule() {}

    static void read(Draft draft, Machine machine, OperationFlow operations) {
        MachineCondition next = draft.next;
        MachineState before = next.power;
        boolean known = next.powerReadNanos != null;
        next.profile = MachineProfile.of(machine);
        next.power = machine.state();
        next.powerReadNanos = draft.now();
        if (known && before != next.power) {
            changed(draft, before, operations);
        }
        operations.shown(draft);
    }

    static void lost(Draft draft, OperationFlow operations) {
        MachineState before = draft.next.power;
        draft.next.power = MachineState.DELETED;
        draft.next.powerReadNanos = draft.now();
        changed(draft, before, operations);
        operations.abandon(draft, Reason.of(Reason.Code.POWER_CHANGED, MachineState.DELETED.text()));
    }

    private static void changed(Draft draft, MachineState before, OperationFlow operations) {
        MachineCondition next = draft.next;
        draft.breakIdleRun(Activity.INDETERMINATE);
        if (next.power == MachineState.RUNNING && before != MachineState.UNKNOWN) {
            next.runningSinceNanos = draft.now();
            next.silentSinceNanos = draft.now();
            next.liveness = next.liveness == Liveness.NEVER_SEEN ? Liveness.NEVER_SEEN : Liveness.HEALTHY;
            next.reporters = List.of();
            next.finishedAtNanos = null;
            next.notified = null;
            next.parked = false;
        } else if (next.power != MachineState.RUNNING) {
            operations.takeBackAny(draft, Reason.of(Reason.Code.POWER_CHANGED, next.power.text()));
        }
    }
}
