package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import java.util.Objects;

/** Takes in what the provider shows. */
final class PowerRule {

    private PowerRule() {}

    static void read(Draft draft, Machine machine, OperationFlow operations) {
        String leaseBefore = LeaseRule.labelOf(draft.next);
        DerivedRule.reprofile(draft, draft.next.profile.shownBy(machine));
        LeaseRule.read(draft.next, leaseBefore, draft.now());
        bill(draft.next, machine);
        MachineState before = draft.next.knownPower;
        show(draft, atRest(draft, machine), operations);
        StartRule.read(draft, machine);
        FailoverRule.read(draft, machine, before);
        operations.shown(draft);
    }

    /** A bill that is not shown says nothing: while the machine is shown as before, what was billed before still is. */
    private static void bill(MachineCondition next, Machine machine) {
        HourlyRate billed = machine.billedRate();
        HourlyRate running = next.profile.runningRate();
        HourlyRate parked = next.profile.parkedRate();
        if (billed != null && parked != null && (running == null || running.compareTo(parked) > 0)) {
            next.gpuBilled = billed.compareTo(parked) > 0;
        } else if (machine.state() != next.power && !isParked(machine, next)) {
            next.gpuBilled = null;
        }
    }

    /**
     * One that its provider shows as parked, and not billed as if it ran, is stopped like any other, and was parked by an engine, be it
     * one of which nothing is known any more.
     */
    private static MachineState atRest(Draft draft, Machine machine) {
        MachineCondition next = draft.next;
        if (machine.state() != MachineState.HIBERNATING || Boolean.TRUE.equals(next.gpuBilled)) {
            return machine.state();
        }
        next.parkedNanos = Objects.requireNonNullElse(next.parkedNanos, draft.now());
        return MachineState.STOPPED;
    }

    private static boolean isParked(Machine machine, MachineCondition known) {
        return machine.state() == MachineState.HIBERNATING && known.power == MachineState.STOPPED;
    }

    static void lost(Draft draft, OperationFlow operations) {
        Reason gone = Reason.of(Reason.Code.POWER_CHANGED, MachineState.DELETED.text());
        if (draft.next.power != MachineState.DELETED && !Confirmation.isAwaitedInLists(draft.next)) {
            draft.effects.add(new Effect.Alert(Severity.WARNING, gone));
        }
        draft.next.gpuBilled = null;
        draft.next.starting = null;
        show(draft, MachineState.DELETED, operations);
        Confirmation.gone(draft, gone);
    }

    /** Its owner has it watched no more, and no provider of ours rents it out: from here on it is as if it were gone. */
    static void letGo(Draft draft, OperationFlow operations) {
        show(draft, MachineState.DELETED, operations);
        draft.next.parkedNanos = null;
    }

    /**
     * That it cannot be read is no proof that it costs nothing any more, lists are (T20): a provider also answers so to a key that
     * may not see it. Meanwhile nobody knows its power, and of one that is to be given back it is not asked.
     */
    static void missed(Draft draft, OperationFlow operations) {
        if (Confirmation.isAwaitedInLists(draft.next)) {
            draft.next.powerReadNanos = draft.now();
        } else if (draft.next.power != MachineState.DELETED) {
            show(draft, MachineState.UNKNOWN, operations);
        }
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
        next.stoppedAt =
                shown != MachineState.STOPPED ? null : Objects.requireNonNullElse(next.stoppedAt, draft.moment.wall());
        if (shown == MachineState.RUNNING) {
            next.hasRun = true;
            next.parkedNanos = null;
            next.forgetWhyOff();
        }
        if (before != null && before != shown) {
            if (shown == MachineState.RUNNING) {
                DerivedRule.wanted(draft);
            } else {
                DerivedRule.turnedOff(draft);
            }
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
